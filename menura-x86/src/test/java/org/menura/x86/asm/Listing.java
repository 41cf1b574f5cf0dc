package org.menura.x86.asm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Instructions as GNU as writes them in Intel's syntax. */
final class Listing {
    private Listing() {}

    static String text(Op op, Operand... operands) {
        // What as needs to know where it would choose among two encodings.
        boolean move = op.mnemonic.startsWith("vmov")
                && operands.length == 2
                && operands[0] instanceof Vec
                && operands[1] instanceof Vec;
        String choice = switch (op) {
            case VPDPBUSD_VEX -> "{vex} ";
            case VPDPBUSD -> "{evex} ";
            default -> move ? op.name().endsWith("_STORE") ? "{store} " : "{load} " : "";
        };
        List<String> parts = new ArrayList<>();
        for (Operand o : operands) {
            parts.add(operand(op, o));
        }
        return choice + op.mnemonic + " " + String.join(", ", parts);
    }

    static String lea(Gpr to, String address) {
        return "lea " + name(to) + ", " + address;
    }

    private static String operand(Op op, Operand o) {
        return switch (o) {
            case Vec v ->
                vector(v) + (v.mask() == Mask.K0 ? "" : "{" + name(v.mask()) + "}") + (v.zeroing() ? "{z}" : "");
            case Mask k -> name(k);
            case Tmm t -> name(t);
            case Imm i -> Integer.toString(i.value());
            case Gpr g -> register(op, g);
            case Mem m -> size(op, m) + address(m);
            case Scattered s ->
                "[" + name(s.base()) + " + " + vector(s.index()) + "*" + s.scale()
                        + (s.displacement() == 0 ? "" : " + " + s.displacement()) + "]";
            case Near _ -> throw new IllegalArgumentException("constants beside the code have no text");
        };
    }

    private static String vector(Vec v) {
        return (v.bits() == 128 ? "xmm" : v.bits() == 256 ? "ymm" : "zmm") + v.index();
    }

    private static String name(Enum<?> register) {
        return register.name().toLowerCase(Locale.ROOT);
    }

    static String register(Op op, Gpr g) {
        // All that take a general register take 32 bits of it, but for one.
        return op == Op.KMOVQ ? name(g) : half(g);
    }

    static String half(Gpr g) {
        return g.ordinal() < 8 ? "e" + name(g).substring(1) : name(g) + "d";
    }

    private static String size(Op op, Mem m) {
        if (m.broadcast()) {
            return op.encoding.tuple().element() == 8 ? "qword bcst " : "dword bcst ";
        }
        return "";
    }

    static String address(Mem m) {
        List<String> sum = new ArrayList<>(List.of(name(m.base())));
        if (m.index() != null) {
            sum.add(name(m.index()) + "*" + m.scale());
        }
        if (m.displacement() != 0) {
            sum.add(Integer.toString(m.displacement()));
        }
        return "[" + sum.stream().collect(Collectors.joining(" + ")) + "]";
    }
}
