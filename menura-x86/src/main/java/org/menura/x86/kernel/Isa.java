package org.menura.x86.kernel;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.menura.x86.code.Processor;

/** The sets of instructions that kernels are written in; all give the same bits. */
public enum Isa {
    /** 256 bits; products of bytes by {@code vpmaddubsw} and {@code vpmaddwd}. */
    AVX2("AVX2"),
    /** 256 bits; products of bytes by {@code vpdpbusd}. */
    AVX_VNNI("AVX-VNNI"),
    /** 512 bits and 32 registers; products of bytes by {@code vpdpbusd}. */
    AVX512("AVX-512 VNNI");

    private final String label;

    Isa(String label) {
        this.label = label;
    }

    /** Returns the name for people. */
    public String label() {
        return label;
    }

    /** Returns the name for a setting: {@code avx2}, {@code avx-vnni} or {@code avx512}. */
    public String option() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns what a processor has, without what goes beyond this set. */
    public Processor limit(Processor whole) {
        boolean wide = this == AVX512;
        return new Processor(
                whole.avx2(),
                this != AVX2 && whole.avxVnni(),
                wide && whole.avx512(),
                wide && whole.vnni(),
                wide && whole.bf16(),
                wide && whole.amxBf16(),
                wide && whole.amxInt8(),
                whole.intel());
    }

    /** Returns whether a processor has it. */
    public boolean in(Processor processor) {
        return switch (this) {
            case AVX2 -> processor.avx2();
            case AVX_VNNI -> processor.avxVnni();
            case AVX512 -> processor.vnni();
        };
    }

    /** Returns the most capable that a processor has; null for none. */
    public static @Nullable Isa best(Processor processor) {
        Isa best = null;
        for (Isa isa : values()) {
            if (isa.in(processor)) {
                best = isa;
            }
        }
        return best;
    }
}
