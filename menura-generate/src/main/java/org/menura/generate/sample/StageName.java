package org.menura.generate.sample;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.menura.format.NamedExtensions;

/** The stages that {@code --samplers} puts in order, by llama.cpp's names. */
public enum StageName implements ChainStage {
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

    private static final NamedExtensions<StageProvider> OTHERS =
            new NamedExtensions<>(StageProvider.class, List.of(), StageProvider::name);

    private final String text;

    StageName(String text) {
        this.text = text;
    }

    /**
     * Parses an order such as {@code "penalties;top_k;temperature"}. Names may be written with {@code -} for {@code _},
     * and separated by semicolons or commas. Stages of {@link StageProvider}s may have an argument: {@code
     * "mine=3;temp"}.
     *
     * @throws IllegalArgumentException if a name is unknown or comes twice, or an argument is wrong
     */
    public static List<ChainStage> parseOrder(String list) {
        List<ChainStage> order = new ArrayList<>();
        for (String part : list.split("[;,]", -1)) {
            if (!part.isBlank()) {
                order.add(parse(part.strip()));
            }
        }
        return once(order);
    }

    /** Returns the same stages, and throws if one comes twice. */
    static List<ChainStage> once(List<? extends ChainStage> order) {
        Set<String> names = new HashSet<>();
        for (ChainStage stage : order) {
            if (!names.add(stage.toString())) {
                throw new IllegalArgumentException("sampler '" + stage + "' is named twice; name it once");
            }
        }
        return List.copyOf(order);
    }

    private static ChainStage parse(String part) {
        String[] halves = part.split("=", 2);
        String lower = halves[0].strip().toLowerCase(Locale.ROOT).replace('-', '_');
        String name = switch (lower) {
            case "typical", "typical_p", "typ" -> "typ_p";
            case "nucleus" -> "top_p";
            case "temp" -> "temperature";
            default -> lower;
        };
        for (StageName own : values()) {
            if (own.text.equals(name)) {
                if (halves.length > 1) {
                    throw new IllegalArgumentException(
                            "sampler '%s' gets its value from an option of its own, not from '%s'"
                                    .formatted(name, part));
                }
                return own;
            }
        }
        StageProvider other = OTHERS.byName().get(name);
        if (other != null) {
            return new CustomStage(name, other.stage(halves.length > 1 ? halves[1].strip() : ""));
        }
        throw new IllegalArgumentException("there is no sampler '" + part + "'; there are "
                + Stream.concat(DEFAULT_ORDER.stream().map(StageName::toString), OTHERS.byName().keySet().stream())
                        .collect(Collectors.joining(", ")));
    }

    @Override
    public String toString() {
        return text;
    }
}
