-- GET of one address, or of one person after the other with "people".  An address that ends in "=" gets a number that
-- is another each time: an answer that the server keeps is then made anew.  wrk -s reads.lua URL -- IDS.lua PATH
function init(args)
  dofile(args[1])
  path = args[2]
  is_counted = path:sub(-1) == "="
  at, bad = 0, 0
end
function request()
  at = at + 1
  local to = path
  if path == "people" then to = "/api/v1/people/" .. people[at % #people + 1]
  elseif is_counted then to = path .. at end
  return wrk.format("GET", to, { ["Cookie"] = cookie })
end
function response(status)
  if status == 200 then return end
  bad = bad + 1
  if bad < 3 then print("not read: ", status) end
end
