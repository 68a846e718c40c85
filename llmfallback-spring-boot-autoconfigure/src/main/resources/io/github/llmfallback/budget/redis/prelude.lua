-- Comes before each step. ARGV[1] is what is added to the server's clock; the windows of
-- a step follow as name, start and end, and their counters are the last of KEYS.

local BILLION = 1000000000
local DAY = 24 * 60 * 60 * 1000

local time = redis.call('TIME')
local shift = tonumber(ARGV[1])
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000) + shift

local function keep_until(key, moment)
	redis.call('PEXPIREAT', key, string.format('%.0f', moment - shift))
end

-- Money is kept as decimal digits and computed with as billions and a rest, because
-- Lua's numbers are exact up to 2^53 only.
local function money(digits)
	if not digits then
		return { 0, 0 }
	end
	return { tonumber(string.sub(digits, 1, -10)) or 0, tonumber(string.sub(digits, -9)) }
end

local ZERO = { 0, 0 }
local MOST = money('9223372036854775807')

local function digits(sum)
	if sum[1] == 0 then
		return string.format('%.0f', sum[2])
	end
	return string.format('%.0f%09.0f', sum[1], sum[2])
end

local function plus(a, b)
	local rest = a[2] + b[2]
	return { a[1] + b[1] + math.floor(rest / BILLION), rest % BILLION }
end

local function at_most(a, b)
	return a[1] < b[1] or a[1] == b[1] and a[2] <= b[2]
end

-- Never below zero.
local function minus(a, b)
	if at_most(a, b) then
		return ZERO
	end
	local rest = a[2] - b[2]
	return { a[1] - b[1] + math.floor(rest / BILLION), rest % BILLION }
end

local function read(counters, scope)
	return money(redis.call('HGET', counters, scope))
end

local function write(counters, scope, sum, window_end)
	redis.call('HSET', counters, scope, digits(sum))
	keep_until(counters, window_end + 2 * DAY)
end

-- The windows by name and the place of the next argument; nothing when the caller's
-- windows are not those of now. The step's other keys come first.
local function windows_after(other_keys)
	local windows = {}
	local count = (#KEYS - other_keys) / 2
	for i = 1, count do
		local start, stop = tonumber(ARGV[3 * i]), tonumber(ARGV[3 * i + 1])
		if now < start or now >= stop then
			return nil
		end
		local spent = other_keys + 2 * i - 1
		windows[ARGV[3 * i - 1]] = { spent = KEYS[spent], reserved = KEYS[spent + 1], stop = stop }
	end
	return windows, 3 * count + 2
end

local function stale()
	return { 'STALE', string.format('%.0f', now) }
end

-- What is spent stays at the largest amount once it has reached it.
local function spend(changes, scope, window, counters, window_end, cost)
	local before = read(counters, scope)
	local after = plus(before, cost)
	if at_most(MOST, after) then
		after = MOST
	end
	write(counters, scope, after, window_end)
	for _, value in ipairs({ scope, window, digits(before), digits(after), string.format('%.0f', window_end) }) do
		changes[#changes + 1] = value
	end
end

-- Frees what a reservation holds and charges the cost to the windows it was made in.
local function free_and_spend(counters, amount, cost)
	local changes = {}
	for _, counter in ipairs(cjson.decode(counters)) do
		local scope, window, spent, reserved, stop = unpack(counter)
		stop = tonumber(stop)
		write(reserved, scope, minus(read(reserved, scope), amount), stop)
		if not at_most(cost, ZERO) then
			spend(changes, scope, window, spent, stop, cost)
		end
	end
	return changes
end
