-- KEYS: spent and reserved of each window.
-- ARGV: clock, windows; scope and window of each counter.

local windows, place = windows_after(0)
if not windows then
	return stale()
end
local sums = { 'USAGE' }
for i = place, #ARGV, 2 do
	local scope, window = ARGV[i], windows[ARGV[i + 1]]
	sums[#sums + 1] = digits(read(window.spent, scope))
	sums[#sums + 1] = digits(read(window.reserved, scope))
end
return sums
