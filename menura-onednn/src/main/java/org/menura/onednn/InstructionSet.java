package org.menura.onednn;

/** Instruction sets of {@code dnnl_cpu_isa_t}, from the least to the most capable. */
enum InstructionSet {
    SSE41(0x1, "SSE 4.1"),
    AVX(0x3, "AVX"),
    AVX2(0x7, "AVX2"),
    AVX2_VNNI(0xf, "AVX2 VNNI"),
    AVX2_BF16(0x1f, "AVX2 VNNI 2"),
    AVX512(0x27, "AVX-512"),
    AVX512_VNNI(0x67, "AVX-512 VNNI"),
    AVX512_BF16(0xe7, "AVX-512 BF16"),
    AVX512_FP16(0x1ef, "AVX-512 FP16"),
    AMX(0xfef, "AMX"),
    AMX_FP16(0x1fef, "AMX FP16"),
    AVX10_2(0x201ff, "AVX10.2"),
    AVX10_2_AMX(0x22fff, "AVX10.2 AMX");

    private final int bits;
    private final String label;

    InstructionSet(int bits, String label) {
        this.bits = bits;
        this.label = label;
    }

    /** Its name for people. */
    String label() {
        return label;
    }

    /** Whether a processor's {@code bits} have all of this set's. */
    boolean in(int processor) {
        return (processor & bits) == bits;
    }

    /** The most capable of a processor's. */
    static InstructionSet best(int processor) {
        InstructionSet best = SSE41;
        for (InstructionSet set : values()) {
            if (set.in(processor)) {
                best = set;
            }
        }
        return best;
    }
}
