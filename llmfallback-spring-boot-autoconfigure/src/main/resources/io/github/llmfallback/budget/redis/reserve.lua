-- KEYS: id, held reservations, spent and reserved of each window.
-- ARGV: clock, windows, id, amount, time to live; scope, window and limit of each counter,
-- the limit empty where there is none.

if redis.call('EXISTS', KEYS[1]) == 1 then
	return { 'GRANTED' }
end
local windows, place = windows_after(2)
if not windows then
	return stale()
end

local id, amount, time_to_live = ARGV[place], money(ARGV[place + 1]), tonumber(ARGV[place + 2])
local counters = {}
for i = place + 3, #ARGV, 3 do
	local scope, window, limit = ARGV[i], windows[ARGV[i + 1]], ARGV[i + 2]
	local spent, reserved = read(window.spent, scope), read(window.reserved, scope)
	local held = plus(reserved, amount)
	local fits = at_most(amount, ZERO)
	if limit == '' then
		fits = fits or at_most(held, MOST)
	else
		fits = fits or at_most(plus(spent, held), money(limit))
	end
	if not fits then
		return { 'REFUSED', tostring((i - place) / 3 - 1), digits(spent), digits(reserved) }
	end
	counters[#counters + 1] =
		{ scope, ARGV[i + 1], window.spent, window.reserved, string.format('%.0f', window.stop), held }
end

for _, counter in ipairs(counters) do
	write(counter[4], counter[1], counter[6], tonumber(counter[5]))
	counter[6] = nil
end
redis.call('HSET', KEYS[1], 'state', 'HELD', 'amount', digits(amount), 'counters', cjson.encode(counters))
redis.call('ZADD', KEYS[2], string.format('%.0f', now + time_to_live), id)
-- What expires is charged long before, unless the application never returns.
local forgotten = now + time_to_live + 62 * DAY
keep_until(KEYS[1], forgotten)
keep_until(KEYS[2], forgotten)
return { 'GRANTED' }
