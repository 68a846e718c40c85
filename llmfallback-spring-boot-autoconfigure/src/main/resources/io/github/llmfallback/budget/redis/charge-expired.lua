-- KEYS: held reservations.
-- ARGV: clock, what the key of an id begins with, most reservations to charge, how
-- long to remember their ids.
-- Answers how many were looked at, then the changes.

local ids = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now), 'LIMIT', '0', ARGV[3])
local changes = { tostring(#ids) }
for _, id in ipairs(ids) do
	local reservation = ARGV[2] .. id
	local amount, counters = unpack(redis.call('HMGET', reservation, 'amount', 'counters'))
	if counters then
		amount = money(amount)
		for _, value in ipairs(free_and_spend(counters, amount, amount)) do
			changes[#changes + 1] = value
		end
		redis.call('HSET', reservation, 'state', 'CHARGED')
		keep_until(reservation, now + tonumber(ARGV[4]))
	end
	redis.call('ZREM', KEYS[1], id)
end
return changes
