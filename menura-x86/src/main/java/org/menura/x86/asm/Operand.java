package org.menura.x86.asm;

/** An operand of an instruction. */
public sealed interface Operand permits Gpr, Vec, Mask, Mem, Scattered, Near, Imm, Tmm {}
