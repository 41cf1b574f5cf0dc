package org.menura.recipes.omni;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which of eleven words names the colour that most of a thing on white paper has. */
final class OmniColours {
    /** Colours that pictures like to have, with the words that people have for them. */
    private static final Map<Integer, String> NAMES = new LinkedHashMap<>();

    static {
        put("red", 0xea5a47, 0xd22f27, 0x8b1a1a, 0xff0000);
        put("orange", 0xf4aa41, 0xe27022, 0xff8800);
        put("yellow", 0xfcea2b, 0xf1b31c, 0xfff3a0);
        put("green", 0xb1cc33, 0x5c9e31, 0x186648, 0x00a050, 0x90d090);
        put("blue", 0x92d3f5, 0x61b2e4, 0x1e50a0, 0x0000d0, 0x00b0c8, 0x186090);
        put("purple", 0xb399c8, 0x8967aa, 0x5a2a86);
        put("pink", 0xffa7c0, 0xe67a94, 0xf5c4d4, 0xe0409a);
        put("brown", 0xa57939, 0x6a462f, 0x785e4a, 0xc8986a);
        put("grey", 0xd0cfce, 0x9b9b9a, 0x707070);
        put("black", 0x000000, 0x303030);
        put("white", 0xffffff);
    }

    /** Neighbours that differ by more in a channel belong to an edge, where colours are mixed. */
    private static final int EDGE = 40;

    /** Outlines are black: it is the thing's colour only if this share of it has no other. */
    private static final double OTHERS = 0.15;

    private OmniColours() {}

    private static void put(String name, int... colours) {
        for (int c : colours) {
            NAMES.put(c, name);
        }
    }

    /** All words. */
    static Iterable<String> words() {
        return NAMES.values().stream().distinct().toList();
    }

    /** Whether a text names a colour. */
    static boolean named(String text) {
        return NAMES.values().stream().anyMatch(n -> text.matches(".*\\b" + n + "\\b.*"));
    }

    /**
     * The colour of the thing.
     *
     * @param rgb [side, side], 0xRRGGBB, white behind the thing
     */
    static String of(int[] rgb, int side) {
        boolean[] behind = behind(rgb, side);
        Map<String, Integer> inside = new LinkedHashMap<>();
        Map<String, Integer> all = new LinkedHashMap<>();
        int insideCount = 0;
        for (int i = 0; i < rgb.length; i++) {
            if (!behind[i]) {
                String name = nearest(rgb[i]);
                all.merge(name, 1, Integer::sum);
                if (!edge(rgb, behind, i, side)) {
                    inside.merge(name, 1, Integer::sum);
                    insideCount++;
                }
            }
        }
        if (insideCount < 8) {
            all.merge("black", all.getOrDefault("grey", 0), Integer::sum);
            all.remove("grey");
            return most(all);
        }
        int black = inside.getOrDefault("black", 0);
        if (insideCount - black > OTHERS * insideCount) {
            inside.remove("black");
        }
        return most(inside);
    }

    private static String most(Map<String, Integer> counts) {
        return counts.entrySet().stream()
                .reduce((a, b) -> b.getValue() > a.getValue() ? b : a)
                .map(Map.Entry::getKey)
                .orElse("white");
    }

    /** The white that reaches the picture's border. */
    private static boolean[] behind(int[] rgb, int side) {
        boolean[] behind = new boolean[rgb.length];
        ArrayDeque<Integer> open = new ArrayDeque<>();
        for (int i = 0; i < side; i++) {
            for (int at : new int[] {i, (side - 1) * side + i, i * side, i * side + side - 1}) {
                visit(rgb, behind, open, at);
            }
        }
        while (!open.isEmpty()) {
            int at = open.pop();
            int x = at % side;
            if (x > 0) {
                visit(rgb, behind, open, at - 1);
            }
            if (x < side - 1) {
                visit(rgb, behind, open, at + 1);
            }
            if (at >= side) {
                visit(rgb, behind, open, at - side);
            }
            if (at < rgb.length - side) {
                visit(rgb, behind, open, at + side);
            }
        }
        return behind;
    }

    private static void visit(int[] rgb, boolean[] behind, ArrayDeque<Integer> open, int at) {
        if (!behind[at] && channel(rgb[at], 16) > 235 && channel(rgb[at], 8) > 235 && channel(rgb[at], 0) > 235) {
            behind[at] = true;
            open.push(at);
        }
    }

    private static boolean edge(int[] rgb, boolean[] behind, int at, int side) {
        int x = at % side;
        int y = at / side;
        for (int[] step : new int[][] {{-1, 0}, {1, 0}, {0, -1}, {0, 1}}) {
            int nx = x + step[0];
            int ny = y + step[1];
            if (nx < 0 || ny < 0 || nx == side || ny == side) {
                continue;
            }
            int next = ny * side + nx;
            for (int shift = 0; shift <= 16; shift += 8) {
                if (behind[next] || Math.abs(channel(rgb[at], shift) - channel(rgb[next], shift)) > EDGE) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String nearest(int rgb) {
        String name = "";
        int least = Integer.MAX_VALUE;
        for (Map.Entry<Integer, String> e : NAMES.entrySet()) {
            int distance = 0;
            for (int shift = 0; shift <= 16; shift += 8) {
                int d = channel(rgb, shift) - channel(e.getKey(), shift);
                distance += d * d;
            }
            if (distance < least) {
                least = distance;
                name = e.getValue();
            }
        }
        return name;
    }

    private static int channel(int rgb, int shift) {
        return rgb >> shift & 0xff;
    }
}
