-- GET of one address, or of one person after the other with "people".  wrk -s reads.lua URL -- IDS.lua PATH
function init(args)
  dofile(args[1])
  path = args[2]
  at, bad = 0, 0
end
function request()
  at = at + 1
  local to = path == "people" and "/api/v1/people/" .. people[at % #people + 1] or path
  return wrk.format("GET", to, { ["Cookie"] = cookie })
end
function response(status)
  if status == 200 then return end
  bad = bad + 1
  if bad < 3 then print("not read: ", status) end
end
