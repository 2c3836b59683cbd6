// The instructions of polyNEON that Go's assembler lacks: d = n·m and d += n·m, of the
// lower or the upper two lanes of n and of lane i of m; and the lower halves of the
// lanes of n, in the lower or the upper half of d. The parameters are register numbers.
#define VUMULLI(d, n, m, i) WORD $(0x2f80a000 | ((i)&1)<<21 | ((i)>>1)<<11 | (m)<<16 | (n)<<5 | (d)) // UMULL Vd.2D, Vn.2S, Vm.S[i]
#define VUMLALI(d, n, m, i) WORD $(0x2f802000 | ((i)&1)<<21 | ((i)>>1)<<11 | (m)<<16 | (n)<<5 | (d)) // UMLAL Vd.2D, Vn.2S, Vm.S[i]
#define VUMLAL2I(d, n, m, i) WORD $(0x6f802000 | ((i)&1)<<21 | ((i)>>1)<<11 | (m)<<16 | (n)<<5 | (d)) // UMLAL2 Vd.2D, Vn.4S, Vm.S[i]
#define VXTN(d, n) WORD $(0x0ea12800 | (n)<<5 | (d)) // XTN Vd.2S, Vn.2D
#define VXTN2(d, n) WORD $(0x4ea12800 | (n)<<5 | (d)) // XTN2 Vd.4S, Vn.2D
