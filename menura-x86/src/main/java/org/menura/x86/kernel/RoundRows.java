package org.menura.x86.kernel;

import org.menura.x86.asm.Condition;
import org.menura.x86.asm.Label;
import org.menura.x86.asm.Mem;

/** Writes how floats are rounded to bfloat16: {@code void f(x, -, out, -, -, n)}, n a multiple of {@link #MULTIPLE}, at least that. */
public final class RoundRows {
    /** Elements that are rounded together. */
    public static final int MULTIPLE = 32;

    private RoundRows() {}

    /** Writes it. */
    public static byte[] write(Isa isa) {
        FloatCode c = new FloatCode(isa);
        Bf16Code bf16 = new Bf16Code(c);
        Label next = new Label();
        c.a.bind(next);
        int lanes = c.lanes();
        for (int i = 0; i < MULTIPLE; i += 2 * lanes) {
            c.load(0, Mem.at(FloatCode.A, i * Float.BYTES));
            c.load(1, Mem.at(FloatCode.A, (i + lanes) * Float.BYTES));
            bf16.store(Mem.at(FloatCode.C, i * Short.BYTES), 0, 1, 2);
        }
        c.a.add(FloatCode.A, MULTIPLE * Float.BYTES);
        c.a.add(FloatCode.C, MULTIPLE * Short.BYTES);
        c.a.sub(FloatCode.N, MULTIPLE);
        c.a.branch(Condition.NOT_EQUAL, next);
        return c.end();
    }
}
