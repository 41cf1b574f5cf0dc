package org.menura.x86.asm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class AssemblerTest {
    /** Encodings that GNU as gives, version 2.40; see {@link RecordEncodings}. */
    private static Map<String, String> recorded() throws IOException {
        Map<String, String> out = new HashMap<>();
        try (InputStream in = AssemblerTest.class.getResourceAsStream("encodings.txt.gz")) {
            assertNotNull(in);
            String text = new String(new GZIPInputStream(in).readAllBytes(), StandardCharsets.UTF_8);
            text.lines()
                    .forEach(line ->
                            out.put(line.substring(0, line.indexOf('\t')), line.substring(line.indexOf('\t') + 1)));
        }
        return out;
    }

    @Test
    void instructionsLikeGnuAs() throws IOException {
        Map<String, String> recorded = recorded();
        Map<String, byte[]> samples = Samples.all();
        assertTrue(samples.size() > 10_000, "only " + samples.size());
        List<String> different = new ArrayList<>();
        samples.forEach((text, bytes) -> {
            String ours = HexFormat.of().formatHex(bytes);
            if (!ours.equals(recorded.get(text))) {
                different.add(text + ": " + ours + ", not " + recorded.get(text));
            }
        });
        assertEquals(List.of(), different.subList(0, Math.min(20, different.size())));
    }

    private static void check(String expected, Consumer<Assembler> code) {
        Assembler a = new Assembler();
        code.accept(a);
        assertEquals(expected, HexFormat.of().formatHex(a.code()));
    }

    @Test
    void otherInstructionsLikeGnuAs() {
        check("4889f8", a -> a.mov(Gpr.RAX, Gpr.RDI));
        check("4d89c1", a -> a.mov(Gpr.R9, Gpr.R8));
        check("48c7c078563412", a -> a.mov(Gpr.RAX, 0x12345678));
        check("49c7c2ffffffff", a -> a.mov(Gpr.R10, -1));
        check("4d21da", a -> a.and(Gpr.R10, Gpr.R11));
        check("4821f8", a -> a.and(Gpr.RAX, Gpr.RDI));
        check("4d0fbcda", a -> a.bsf(Gpr.R11, Gpr.R10));
        check("480fbcc7", a -> a.bsf(Gpr.RAX, Gpr.RDI));
        check("c57c50d2", a -> a.vmovmskps(Gpr.R10, Vec.ymm(2)));
        check("c5fc50c7", a -> a.vmovmskps(Gpr.RAX, Vec.ymm(7)));
        check("418900", a -> a.mov32(Mem.at(Gpr.R8, 0), Gpr.RAX));
        check("4189580c", a -> a.mov32(Mem.at(Gpr.R8, 12), Gpr.RBX));
        check("448b07", a -> a.mov32(Gpr.R8, Mem.at(Gpr.RDI, 0)));
        check("488b0424", a -> a.mov(Gpr.RAX, Mem.at(Gpr.RSP, 0)));
        check("4c8b442428", a -> a.mov(Gpr.R8, Mem.at(Gpr.RSP, 40)));
        check("0fb607", a -> a.movzxByte(Gpr.RAX, Mem.at(Gpr.RDI, 0)));
        check("450fb65501", a -> a.movzxByte(Gpr.R10, Mem.at(Gpr.R13, 1)));
        check("4c8d5e40", a -> a.lea(Gpr.R11, Mem.at(Gpr.RSI, 64)));
        check("4a8d84d700100000", a -> a.lea(Gpr.RAX, Mem.at(Gpr.RDI, Gpr.R10, 8, 4096)));
        check("4d01c3", a -> a.add(Gpr.R11, Gpr.R8));
        check("4883c07f", a -> a.add(Gpr.RAX, 127));
        check("480580000000", a -> a.add(Gpr.RAX, 128));
        check("4981c100020000", a -> a.add(Gpr.R9, 512));
        check("4883e901", a -> a.sub(Gpr.RCX, 1));
        check("4981fa00010000", a -> a.cmp(Gpr.R10, 256));
        check("31c9", a -> a.zero(Gpr.RCX));
        check("4531d2", a -> a.zero(Gpr.R10));
        check("0f188800080000", a -> a.prefetch(Mem.at(Gpr.RAX, 2048)));
        check("410f184940", a -> a.prefetch(Mem.at(Gpr.R9, 64)));
        check("0f189000080000", a -> a.prefetchSecond(Mem.at(Gpr.RAX, 2048)));
        check("410f185140", a -> a.prefetchSecond(Mem.at(Gpr.R9, 64)));
        check("0f188000080000", a -> a.prefetchOnce(Mem.at(Gpr.RAX, 2048)));
        check("410f184140", a -> a.prefetchOnce(Mem.at(Gpr.R9, 64)));
        check("534154415c5b", a -> {
            a.push(Gpr.RBX);
            a.push(Gpr.R12);
            a.pop(Gpr.R12);
            a.pop(Gpr.RBX);
        });
        check("0fa20f01d0c5f877c3", a -> {
            a.cpuid();
            a.xgetbv();
            a.vzeroupper();
            a.ret();
        });
    }

    @Test
    void tilesLikeGnuAs() {
        check("c4e2784900c4c278494540c4e27849c0", a -> {
            a.tileConfig(Mem.at(Gpr.RAX, 0));
            a.tileConfig(Mem.at(Gpr.R13, 64));
            a.tileRelease();
        });
        check("c4e27b49c0", a -> a.tileZero(Tmm.TMM0));
        check("c4e27b49e8", a -> a.tileZero(Tmm.TMM5));
        check("c4e27b4b5c1f40", a -> a.tileLoad(Tmm.TMM3, Mem.at(Gpr.RDI, Gpr.RBX, 1, 64)));
        check("c4827b4b7c2500", a -> a.tileLoad(Tmm.TMM7, Mem.at(Gpr.R13, Gpr.R12, 1, 0)));
        check("c4c27a4b940100020000", a -> a.tileStore(Mem.at(Gpr.R9, Gpr.RAX, 1, 512), Tmm.TMM2));
        check("c4e2495ee1", a -> a.tileBytes(Tmm.TMM4, Tmm.TMM1, Tmm.TMM6));
        check("c4e2695ec7", a -> a.tileBytes(Tmm.TMM0, Tmm.TMM7, Tmm.TMM2));
        check("c4e2425ce1", a -> a.tileHalves(Tmm.TMM4, Tmm.TMM1, Tmm.TMM7));
        check("0f05", Assembler::syscall);
        Assembler a = new Assembler();
        assertThrows(IllegalArgumentException.class, () -> a.tileLoad(Tmm.TMM0, Mem.at(Gpr.RAX, 0)));
        assertThrows(IllegalArgumentException.class, () -> a.tileStore(Mem.at(Gpr.RAX, Gpr.RCX, 2, 0), Tmm.TMM0));
    }

    @Test
    void branches() {
        check("4883e90175fa", a -> {
            Label again = new Label();
            a.bind(again);
            a.sub(Gpr.RCX, 1);
            a.branch(Condition.NOT_EQUAL, again);
            // -6 from the end.
        });
        check("0f8401000000c3c3", a -> {
            Label end = new Label();
            a.branch(Condition.EQUAL, end);
            a.ret();
            a.bind(end);
            a.ret();
        });
        check("ebfe", a -> {
            Label here = new Label();
            a.bind(here);
            a.jump(here);
        });
        Assembler open = new Assembler();
        open.jump(new Label());
        assertThrows(IllegalStateException.class, open::code);
    }

    private static void refused(Op op, Operand... operands) {
        assertThrows(IllegalArgumentException.class, () -> new Assembler().emit(op, operands));
    }

    @Test
    void refusesWhatThereIsNot() {
        refused(Op.VADDPS, Vec.xmm(1), Vec.ymm(2), Vec.ymm(3));
        refused(Op.VADDPS, Vec.ymm(1), Vec.ymm(2));
        refused(Op.VADDPS, Vec.ymm(1), Mem.at(Gpr.RAX, 0), Vec.ymm(2));
        refused(Op.VADDPS, Vec.ymm(1), Vec.ymm(2), new Imm(1));
        refused(Op.VPSIGNB, Vec.ymm(16), Vec.ymm(2), Vec.ymm(3));
        refused(Op.VPSIGNB, Vec.zmm(1), Vec.zmm(2), Vec.zmm(3));
        refused(Op.VPAND, Vec.ymm(1).merging(Mask.K1), Vec.ymm(2), Vec.ymm(3));
        refused(Op.VADDPS, Vec.ymm(1), Vec.ymm(2).merging(Mask.K1), Vec.ymm(3));
        refused(Op.VPADDB, Vec.zmm(1), Vec.zmm(2), Mem.at(Gpr.RAX, 0).broadcasting());
        refused(Op.VMOVD, Vec.ymm(1), Gpr.RAX);
        refused(Op.VPBROADCASTD, Vec.ymm(1), Vec.ymm(2));
        refused(Op.VBROADCASTI128, Vec.ymm(1), Vec.xmm(2));
        refused(Op.VINSERTI64X4, Vec.ymm(1), Vec.ymm(2), Vec.ymm(3), new Imm(1));
        refused(Op.VCVTPH2PS, Vec.zmm(1), Vec.zmm(2));
        refused(Op.KMOVW, Mask.K1, Vec.xmm(1));
        refused(Op.VPSRLD, Vec.ymm(1), Vec.ymm(2), Vec.ymm(3));
        assertThrows(IllegalArgumentException.class, () -> new Imm(256));
        assertThrows(IllegalArgumentException.class, () -> Vec.zmm(32));
        assertThrows(IllegalArgumentException.class, () -> Mem.at(Gpr.RAX, Gpr.RSP, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> Mem.at(Gpr.RAX, Gpr.RCX, 3, 0));
        Label twice = new Label();
        Assembler a = new Assembler();
        a.bind(twice);
        assertThrows(IllegalStateException.class, () -> a.bind(twice));
    }
}
