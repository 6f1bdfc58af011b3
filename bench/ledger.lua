-- One posted entry a request, of today, in one of the books of IDS.lua.  wrk -s ledger.lua URL -- IDS.lua
function init(args)
  dofile(args[1])
  at, bad = 0, 0
end
function request()
  at = at + 1
  local riel = (at % 90 + 10) * 100
  return wrk.format("POST", "/api/v1/journal-entries",
    { ["Authorization"] = "Bearer " .. token, ["Content-Type"] = "application/json" },
    '{"book":"' .. books[at % #books + 1] .. '","on_day":"' .. today .. '","kind":"entry","state":"posted","memo":"Savings","lines":"1000 ' ..
      riel .. '\\n2000 -' .. riel .. '"}')
end
function response(status, headers, body)
  if status == 201 then return end
  bad = bad + 1
  if bad < 3 then print("not created: ", status, body:sub(1, 300)) end
end
