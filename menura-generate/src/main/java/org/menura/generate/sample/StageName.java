package org.menura.generate.sample;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The stages that {@code --samplers} puts in order, by the names that llama.cpp gives them. */
public enum StageName {
    /** {@link Penalties}. */
    PENALTIES("penalties"),
    /** {@link Dry}. */
    DRY("dry"),
    /** {@link TopNSigma}. */
    TOP_N_SIGMA("top_n_sigma"),
    /** {@link TopK}. */
    TOP_K("top_k"),
    /** {@link Typical}. */
    TYPICAL("typ_p"),
    /** {@link TopP}. */
    TOP_P("top_p"),
    /** {@link MinP}. */
    MIN_P("min_p"),
    /** {@link Xtc}. */
    XTC("xtc"),
    /** {@link Temperature}. */
    TEMPERATURE("temperature");

    /** llama.cpp's default order, which is that of this enum. */
    public static final List<StageName> DEFAULT_ORDER = List.of(values());

    private final String text;

    StageName(String text) {
        this.text = text;
    }

    /**
     * The order that a list such as {@code "penalties;top_k;temperature"} gives. Names may be written with {@code -}
     * for {@code _}, and separated by semicolons or commas.
     *
     * @throws IllegalArgumentException if a name is unknown or comes twice
     */
    public static List<StageName> parseOrder(String list) {
        List<StageName> order = new ArrayList<>();
        for (String part : list.split("[;,]", -1)) {
            if (!part.isBlank()) {
                StageName name = parse(part.strip());
                if (order.contains(name)) {
                    throw new IllegalArgumentException("sampler '" + name + "' is named twice; name it once");
                }
                order.add(name);
            }
        }
        return List.copyOf(order);
    }

    private static StageName parse(String part) {
        String lower = part.toLowerCase(Locale.ROOT).replace('-', '_');
        String name = switch (lower) {
            case "typical", "typical_p", "typ" -> "typ_p";
            case "nucleus" -> "top_p";
            case "temp" -> "temperature";
            default -> lower;
        };
        return Arrays.stream(values())
                .filter(stage -> stage.text.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no sampler '" + part + "'; there are "
                        + DEFAULT_ORDER.stream().map(StageName::toString).collect(Collectors.joining(", "))));
    }

    @Override
    public String toString() {
        return text;
    }
}
