package org.menura.x86.asm;

/** A constant of 8 bits in an instruction. */
public record Imm(int value) implements Operand {
    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if the value does not fit 8 bits
     */
    public Imm {
        if (value < -128 || value > 255) {
            throw new IllegalArgumentException(value + " does not fit 8 bits");
        }
    }
}
