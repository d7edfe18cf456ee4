-- One image for each request, for wrk:
--
--     wrk -t1 -c16 -d10s --latency -s predict.lua http://127.0.0.1:PORT/predict
--
-- IMAGES=500 asks for as many at once. The body is made once: a stroke of ink on paper, as long in JSON as a digit of
-- MNIST is.

local rows = {}
for row = 1, tonumber(os.getenv("IMAGES") or 1) do
  local pixels = {}
  for pixel = 1, 784 do
    pixels[pixel] = (pixel % 28 > 10 and pixel % 28 < 16) and (pixel * 37 + row) % 256 or 0
  end
  rows[row] = "[" .. table.concat(pixels, ", ") .. "]"
end

wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"input": [' .. table.concat(rows, ", ") .. "]}"
