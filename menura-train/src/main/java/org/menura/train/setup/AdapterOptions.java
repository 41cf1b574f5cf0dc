package org.menura.train.setup;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.menura.format.FormatException;
import org.menura.train.lora.LoraConfig;
import org.menura.train.lora.LoraStart;
import org.menura.train.schema.Options;

/** What the recipe's section {@code adapter} says of a new adapter. */
final class AdapterOptions {
    private AdapterOptions() {}

    static LoraConfig config(Options a) {
        LoraStart start = LoraStart.valueOf(a.text("init").toUpperCase(Locale.ROOT));
        if (a.flag("dora") && start.isOfWeight()) {
            throw new FormatException("adapter.init is %s, with which adapter.dora does not go; leave out one of them"
                    .formatted(a.text("init")));
        }
        List<Integer> blocks = a.wholes("blocks").stream().map(Math::toIntExact).toList();
        return new LoraConfig(
                Math.toIntExact(a.whole("rank")),
                a.number("alpha"),
                a.flag("rslora"),
                a.flag("dora"),
                a.texts("targets"),
                new LoraConfig.Exceptions(
                        a.texts("exclude"),
                        blocks,
                        numbers(a, "ranks", Integer::valueOf),
                        numbers(a, "alphas", Double::valueOf)),
                start,
                a.number("dropout"));
    }

    /** Patterns with their numbers, as in {@code q_proj=4}. */
    private static <T extends Number> Map<String, T> numbers(Options a, String key, Function<String, T> number) {
        Map<String, T> out = new LinkedHashMap<>();
        for (String pair : a.texts(key)) {
            int at = pair.lastIndexOf('=');
            T value = null;
            try {
                value = at < 1 ? null : number.apply(pair.substring(at + 1).strip());
            } catch (NumberFormatException e) {
                // told below
            }
            if (value == null || !(value.doubleValue() > 0) || Double.isInfinite(value.doubleValue())) {
                throw new FormatException("adapter.%s holds '%s'; write layers and a number above 0, such as q_proj=4"
                        .formatted(key, pair));
            }
            out.put(pair.substring(0, at).strip(), value);
        }
        return out;
    }
}
