-- One attendance record a request; every pair of session and person once.  wrk -s writes.lua URL -- IDS.lua START
local counter = 0
function setup(thread) thread:set("number", counter) counter = counter + 1 end
function init(args)
  dofile(args[1])
  next_pair = tonumber(args[2] or "0") + number * 250000
  bad = 0
end
function request()
  local person = people[next_pair % #people + 1]
  local session = sessions[math.floor(next_pair / #people) % #sessions + 1]
  next_pair = next_pair + 1
  return wrk.format("POST", "/api/v1/attendance",
    { ["Cookie"] = cookie, ["X-CSRF-Token"] = csrf, ["Content-Type"] = "application/json" },
    '{"session":"' .. session .. '","person":"' .. person .. '","present":true,"pre_test":40,"post_test":80}')
end
function response(status, headers, body)
  if status == 201 then return end
  bad = bad + 1
  if bad < 3 then print("not created: ", status, body:sub(1, 300)) end
end
