package org.menura.x86.asm;

/** Mask registers of AVX-512; {@code K0} masks nothing. */
public enum Mask implements Operand {
    K0,
    K1,
    K2,
    K3,
    K4,
    K5,
    K6,
    K7
}
