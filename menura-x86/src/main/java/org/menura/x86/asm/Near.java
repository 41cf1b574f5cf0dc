package org.menura.x86.asm;

/**
 * Memory beside the code, which is found from where the instruction lies: constants.
 *
 * @param label where the constants begin; bound before it is used
 * @param offset bytes from there
 */
public record Near(Label label, int offset) implements Operand {
    /** Returns the memory so many bytes further on. */
    public Near plus(int bytes) {
        return new Near(label, offset + bytes);
    }
}
