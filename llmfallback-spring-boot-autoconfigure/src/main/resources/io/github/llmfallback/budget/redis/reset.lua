-- KEYS: spent and reserved of each window.
-- ARGV: clock, windows, scopes; none for all.

local windows, place = windows_after(0)
if not windows then
	return stale()
end
for _, window in pairs(windows) do
	if place > #ARGV then
		redis.call('DEL', window.spent)
	end
	for i = place, #ARGV do
		redis.call('HDEL', window.spent, ARGV[i])
	end
end
return { 'RESET' }
