package org.menura.x86.asm;

/** The tile registers of AMX, of up to 16 rows of 64 bytes. */
public enum Tmm implements Operand {
    TMM0,
    TMM1,
    TMM2,
    TMM3,
    TMM4,
    TMM5,
    TMM6,
    TMM7
}
