// Multiplications of words in vectors, which Go's assembler lacks: d += n·m of the lower
// two lanes of n and m, and of the upper two. The parameters are register numbers.
#define VUMLAL(d, n, m) WORD $(0x2ea08000 | (m)<<16 | (n)<<5 | (d)) // UMLAL Vd.2D, Vn.2S, Vm.2S
#define VUMLAL2(d, n, m) WORD $(0x6ea08000 | (m)<<16 | (n)<<5 | (d)) // UMLAL2 Vd.2D, Vn.4S, Vm.4S
