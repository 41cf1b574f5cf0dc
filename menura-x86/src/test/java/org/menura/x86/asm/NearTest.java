package org.menura.x86.asm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Constants beside the code. */
class NearTest {
    @Test
    void likeGnuAs() {
        Assembler a = new Assembler();
        Label label = new Label();
        byte[] constants = new byte[64];
        a.data(label, 64, constants);
        Near c = new Near(label, 0);
        a.emit(Op.VPAND, Vec.ymm(1), Vec.ymm(2), c);
        a.emit(Op.VPAND, Vec.ymm(9), Vec.ymm(10), c.plus(32));
        a.emit(Op.VPMULLD, Vec.ymm(9), Vec.ymm(2), c);
        a.emit(Op.VPANDD, Vec.zmm(17), Vec.zmm(18), c);
        a.emit(Op.VMOVUPS, Vec.zmm(25), c);
        a.emit(Op.VMOVUPS, Vec.ymm(3), c);
        a.emit(Op.VPTERNLOGD, Vec.zmm(1), Vec.zmm(2), c, new Imm(0xe4));
        a.emit(Op.VBLENDPS, Vec.ymm(1), Vec.ymm(2), c.plus(4), new Imm(0xf0));
        a.emit(Op.VPSRLVQ, Vec.zmm(30), Vec.zmm(1), c);
        a.emit(Op.VPADDB, Vec.zmm(1).zeroing(Mask.K2), Vec.zmm(3), c);
        a.emit(Op.VPMOVZXBD, Vec.ymm(12), c.plus(8));
        byte[] code = a.code();
        // What GNU as 2.40 gives for the instructions behind 64 bytes.
        assertEquals(
                "c5eddb0db8ffffff" + "c52ddb0dd0ffffff" + "c4626d400da7ffffff" + "62e16d40db0d9dffffff"
                        + "62617c48100d93ffffff" + "c5fc101d8bffffff" + "62f36d48250d80ffffffe4"
                        + "c4e36d0c0d7afffffff0" + "6262f54845356cffffff" + "62f165cafc0d62ffffff"
                        + "c4627d312561ffffff",
                HexFormat.of().formatHex(Arrays.copyOfRange(code, 64, code.length)));
    }

    @Test
    void liesAtMultiplesOfItsAlignment() {
        Assembler a = new Assembler();
        a.ret();
        Label label = new Label();
        a.data(label, 64, new byte[] {1, 2, 3});
        assertEquals(67, a.size());
        a.emit(Op.VMOVUPS, Vec.xmm(0), new Near(label, 0));
        assertEquals("c5f81005f5ffffff", HexFormat.of().formatHex(Arrays.copyOfRange(a.code(), 67, 75)));
    }

    @Test
    void refusesConstantsThatAreNowhereAndOperandsThatAreNone() {
        Assembler a = new Assembler();
        assertThrows(IllegalStateException.class, () -> a.emit(Op.VMOVUPS, Vec.xmm(0), new Near(new Label(), 0)));
        Label label = new Label();
        a.data(label, 64, new byte[64]);
        Near c = new Near(label, 0);
        assertThrows(IllegalArgumentException.class, () -> a.emit(Op.VPAND, Vec.ymm(1), c, Vec.ymm(2)));
        assertThrows(IllegalArgumentException.class, () -> a.emit(Op.VMOVUPS_STORE, Vec.ymm(1), c));
    }
}
