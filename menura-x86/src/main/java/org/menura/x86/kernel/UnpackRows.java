package org.menura.x86.kernel;

import org.menura.x86.asm.Assembler;
import org.menura.x86.asm.Condition;
import org.menura.x86.asm.Gpr;
import org.menura.x86.asm.Label;
import org.menura.x86.asm.Mem;

/** Writes how weights are unpacked into a {@link Strip}: {@code void unpack(weights, strip, outputs)}. */
final class UnpackRows {
    private static final Gpr ROW = Gpr.RDI;
    private static final Gpr TO = Gpr.RSI;
    private static final Gpr OUTPUTS = Gpr.RDX;
    private static final Gpr COUNT = Gpr.RCX;

    private final BlockFamily family;
    private final Strip strip;
    private final int outputs;
    private final boolean second;
    private final Assembler a;
    private final Emitter e;

    private UnpackRows(BlockFamily family, Isa isa, Strip strip, int outputs, boolean second, Assembler a) {
        this.family = family;
        this.strip = strip;
        this.outputs = outputs;
        this.second = second;
        this.a = a;
        this.e = new Emitter(a, isa, family.layout(strip.blocks()), 0);
        e.unpacks(strip.format());
    }

    /**
     * Writes it.
     *
     * @param outputs of a strip
     * @param second whether the weights of the next strip are asked into the second-level cache rather than the first
     */
    static byte[] write(BlockFamily family, Isa isa, Strip strip, int outputs, boolean second, Assembler a) {
        return new UnpackRows(family, isa, strip, outputs, second, a).code();
    }

    private byte[] code() {
        int step = family.blocksPerStep();
        int turns = strip.blocks() / step;
        e.begin(family);
        Label output = new Label();
        a.bind(output);
        a.mov(Emitter.WEIGHTS, ROW);
        a.mov(Emitter.BYTES_TO, TO);
        a.lea(Emitter.SCALES_TO, Mem.at(TO, strip.scalesAt()));
        a.lea(Emitter.MINIMA_TO, Mem.at(TO, strip.minimaAt()));
        if (turns > 0) {
            Label next = new Label();
            a.mov(COUNT, turns);
            a.bind(next);
            for (int line = 0; line < bytes(step); line += Prefetch.LINE) {
                Mem sameOfNextStrip = Mem.at(Emitter.WEIGHTS, line + outputs * bytes(strip.blocks()));
                Prefetch.line(a, sameOfNextStrip, second);
            }
            e.at(0, 0);
            family.unpack(e, step);
            int heads = step * strip.format().groups() * Float.BYTES;
            a.add(Emitter.WEIGHTS, bytes(step));
            a.add(Emitter.BYTES_TO, step * strip.blockBytes());
            a.add(Emitter.SCALES_TO, heads);
            a.add(Emitter.MINIMA_TO, heads);
            a.sub(COUNT, 1);
            a.branch(Condition.NOT_EQUAL, next);
        }
        if (strip.blocks() % step > 0) {
            e.at(0, 0);
            family.unpack(e, strip.blocks() % step);
        }
        a.add(ROW, bytes(strip.blocks()));
        a.add(TO, strip.stride());
        a.sub(OUTPUTS, 1);
        a.branch(Condition.NOT_EQUAL, output);
        e.finish(family);
        return a.code();
    }

    private int bytes(int blocks) {
        return Math.toIntExact(family.type().bytes((long) blocks * family.block()));
    }
}
