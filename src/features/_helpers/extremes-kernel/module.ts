/**
 * Text of the WebAssembly that finds extremes of sliding windows, two rows at a time.
 *
 * `highest` and `lowest` write to[i] = the extreme of from[i], from[i - a], from[i - b], from[i - c], distances in bytes.
 * With windows of s rows in `from`, the distances s, 2s, 3s give windows of 4s rows: a few passes reach any length. An
 * instruction takes the larger of two numbers without a branch; it does not know NaN, which `unknown` looks for before.
 */
export function kernelText(): string {
  return `(module
  (import "host" "memory" (memory 1 65536))
  ${extremeOfFour('highest', 'f64x2.pmax')}
  ${extremeOfFour('lowest', 'f64x2.pmin')}
  (func (export "unknown") (param $from i32) (param $rows i32) (result i32)
    (local $end i32) (local $found v128)
    (local.set $end (i32.add (local.get $from) (i32.shl (local.get $rows) (i32.const 3))))
    (loop $next
      (local.set $found (v128.or (local.get $found) (f64x2.ne (v128.load (local.get $from)) (v128.load (local.get $from)))))
      (local.set $from (i32.add (local.get $from) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $from) (local.get $end))))
    (v128.any_true (local.get $found))))`;
}

const extremeOfFour = (name: string, instruction: string): string => {
  const behind = (distance: string): string => `(v128.load (i32.sub (local.get $from) (local.get $${distance})))`;
  return `(func (export "${name}") (param $from i32) (param $to i32) (param $rows i32) (param $a i32) (param $b i32) (param $c i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $to) (i32.shl (local.get $rows) (i32.const 3))))
    (loop $next
      (v128.store (local.get $to)
        (f64x2.add (v128.const f64x2 0 0)
          (${instruction}
            (${instruction} (v128.load (local.get $from)) ${behind('a')})
            (${instruction} ${behind('b')} ${behind('c')}))))
      (local.set $from (i32.add (local.get $from) (i32.const 16)))
      (local.set $to (i32.add (local.get $to) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $to) (local.get $end)))))`;
};
