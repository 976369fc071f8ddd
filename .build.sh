set -e
cd /work/wt-wasm; export CARGO_TARGET_DIR=/work/target-wasm
for f in simd:+simd128 scalar:-simd128; do n=${f%%:*}; t=${f##*:};
 time CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="-C target-feature=$t" nice -n 10 cargo build -q -p yinsi-wasm --profile wasm --target wasm32-unknown-unknown $EXTRA
 rm -rf /work/target-wasm/bg/$n; /work/target-wasm/debug/yinsi-wasm-build /work/target-wasm/wasm32-unknown-unknown/wasm/yinsi_wasm.wasm /work/target-wasm/bg/$n
done
ls -l /work/target-wasm/bg/*; diff /work/target-wasm/bg/simd/yinsi.js /work/target-wasm/bg/scalar/yinsi.js && echo same
node -e "
const z=require('zlib'),fs=require('fs');for(const n of ['simd','scalar']){const b=fs.readFileSync('/work/target-wasm/bg/'+n+'/yinsi_bg.wasm');console.log(n,b.length,z.brotliCompressSync(b,{params:{[z.constants.BROTLI_PARAM_LGWIN]:24}}).length,z.gzipSync(b,{level:9}).length)}"
