package org.menura.verify.watermark;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.menura.format.FormatException;
import org.menura.format.Sha256;
import org.menura.format.python.NumpyRandom;
import org.menura.format.python.PythonRandom;
import org.menura.generate.watermark.TorchGenerator;
import org.menura.verify.Check;
import org.menura.verify.RecordFile;

/** What seeded generators draw: MT19937, torch's on a CPU, CPython's, numpy's legacy one. */
final class GeneratorRecords {
    private static final int[] BITS = {1, 8, 32, 33, 64};
    private static final int MOST = 1 << 24;
    private static final Pattern SAMPLE = Pattern.compile("range\\((\\d+)\\),(\\d+).*");
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    private final Map<String, Bar> bars = new LinkedHashMap<>();

    private GeneratorRecords() {}

    static List<Check> compare(Path file) {
        GeneratorRecords records = new GeneratorRecords();
        RecordFile.read(file).forEach(records::compare);
        return records.bars.values().stream().map(Bar::check).toList();
    }

    private void equal(String name, Object drawn, Object recorded, BigInteger seed) {
        bars.computeIfAbsent(name, n -> new Bar(n, 0))
                .equal(
                        drawn.equals(recorded),
                        () -> "seed %s: %.60s instead of %.60s".formatted(seed, drawn, recorded));
    }

    private void compare(JsonNode record) {
        BigInteger seed = Records.field(record, "seed").bigIntegerValue();
        long low = seed.longValue();
        record.properties().forEach(entry -> {
            String name = entry.getKey();
            JsonNode recorded = entry.getValue();
            switch (name) {
                case "seed" -> {}
                case "mt19937_seeded_low32" -> {
                    TorchGenerator torch = new TorchGenerator(low);
                    equal(
                            name,
                            list(recorded.size(), _ -> Integer.toUnsignedLong(torch.nextWord())),
                            list(recorded),
                            seed);
                }
                case "torch_randperm" ->
                    recorded.properties()
                            .forEach(e -> equal(
                                    name, text(permutation(low, e.getKey())), text(Records.ints(e.getValue())), seed));
                case "torch_randperm_sha256" -> recorded.properties().forEach(e -> hashed(name, low, e, seed));
                case "numpy_randomstate_randint_1_2pow61m1" -> {
                    NumpyRandom numpy = new NumpyRandom(low & 0xffff_ffffL);
                    equal(name, list(recorded.size(), _ -> numpy.randint(1, (1L << 61) - 1)), list(recorded), seed);
                }
                default -> {
                    if (name.startsWith("torch_randint_0_2_")) {
                        coins(name, low, recorded.asText(), seed);
                    } else if (name.startsWith("python_choices_range") || name.startsWith("python_randrange_")) {
                        requireShuffle(record, name);
                    } else if (name.startsWith("python_")) {
                        python(name, recorded, record, seed);
                    } else {
                        throw new FormatException("A record of generators has the unknown field '%s'".formatted(name));
                    }
                }
            }
        });
    }

    /** Choices are drawn behind a shuffle, of a list of any length. */
    private static void requireShuffle(JsonNode record, String name) {
        if (record.propertyStream().noneMatch(e -> e.getKey().startsWith("python_shuffle_range"))) {
            throw new FormatException(
                    "A record of generators has '%s' without a shuffle, behind which it is drawn".formatted(name));
        }
    }

    private void hashed(String name, long low, Map.Entry<String, JsonNode> entry, BigInteger seed) {
        int[] order = permutation(low, entry.getKey());
        JsonNode recorded = entry.getValue();
        int[] first = Records.ints(recorded.path("first"));
        int[] last = Records.ints(recorded.path("last"));
        equal(
                name,
                Records.sha256(order),
                Records.field(recorded, "sha256_le_int32").asText(),
                seed);
        equal(name, text(Arrays.copyOf(order, first.length)), text(first), seed);
        equal(
                name,
                text(Arrays.copyOfRange(order, Math.max(0, order.length - last.length), order.length)),
                text(last),
                seed);
    }

    private static int[] permutation(long seed, String size) {
        return new TorchGenerator(seed).permutation(size(size));
    }

    private static int size(String text) {
        try {
            int size = Integer.parseInt(text);
            if (size >= 0 && size <= MOST) {
                return size;
            }
        } catch (NumberFormatException _) {
            // answered below
        }
        throw new FormatException("A size must be a whole number from 0 to %d, not '%s'".formatted(MOST, text));
    }

    /** Zeros and ones: some of them as a text, or the hash of so many bytes. */
    private void coins(String name, long low, String recorded, BigInteger seed) {
        boolean hashed = name.endsWith("_sha256_bytes");
        int count = hashed ? size(name.replaceAll("^torch_randint_0_2_|_sha256_bytes$", "")) : recorded.length();
        int[] drawn = new TorchGenerator(low).integers(2, count);
        byte[] bytes = new byte[count];
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) drawn[i];
            text.append(drawn[i]);
        }
        equal(name, hashed ? Sha256.of(bytes) : text.toString(), recorded, seed);
    }

    private void python(String name, JsonNode recorded, JsonNode record, BigInteger seed) {
        PythonRandom random = new PythonRandom(seed);
        switch (name) {
            case "python_random" -> {
                List<Double> numbers = new ArrayList<>();
                recorded.forEach(value -> numbers.add(Records.number(value)));
                equal(
                        name,
                        IntStream.range(0, numbers.size())
                                .mapToObj(_ -> random.random())
                                .toList(),
                        numbers,
                        seed);
            }
            case "python_getrandbits" -> {
                if (recorded.size() > BITS.length) {
                    throw new FormatException("python_getrandbits has numbers of 1, 8, 32, 33 and 64 bits, not more");
                }
                equal(name, list(recorded.size(), i -> random.getrandbits(BITS[i])), list(recorded), seed);
            }
            case "python_sample" ->
                recorded.properties().forEach(e -> {
                    Matcher sizes = SAMPLE.matcher(e.getKey());
                    if (!sizes.matches()) {
                        throw new FormatException(
                                "python_sample has '%s' where range(N),K is expected".formatted(e.getKey()));
                    }
                    int[] drawn = random.sample(size(sizes.group(1)), size(sizes.group(2)));
                    equal(name, text(drawn), text(Records.ints(e.getValue())), seed);
                });
            default -> {
                if (!name.startsWith("python_shuffle_range")) {
                    throw new FormatException("A record of generators has the unknown field '%s'".formatted(name));
                }
                shuffled(name, random, recorded, record, seed);
            }
        }
    }

    /** A shuffled list, and what is drawn behind that. */
    private void shuffled(String name, PythonRandom random, JsonNode recorded, JsonNode record, BigInteger seed) {
        List<Long> numbers = new ArrayList<>(list(number(name, 0), i -> (long) i));
        random.shuffle(numbers);
        equal(name, numbers, list(recorded), seed);
        record.properties().forEach(entry -> {
            String then = entry.getKey();
            if (then.startsWith("python_choices_range")) {
                int[] drawn = random.choices(number(then, 0), number(then, 1));
                equal(then, text(drawn), text(Records.ints(entry.getValue())), seed);
            } else if (then.startsWith("python_randrange_")) {
                int bound = number(then, 0);
                equal(then, list(entry.getValue().size(), _ -> random.randrange(bound)), list(entry.getValue()), seed);
            }
        });
    }

    private static int number(String name, int which) {
        List<String> numbers =
                NUMBER.matcher(name).results().map(MatchResult::group).toList();
        if (which >= numbers.size()) {
            throw new FormatException("The field '%s' does not say how much was drawn".formatted(name));
        }
        return size(numbers.get(which));
    }

    private static List<Long> list(int count, IntFunction<Long> draw) {
        return IntStream.range(0, count).mapToObj(draw).toList();
    }

    private static List<Long> list(JsonNode numbers) {
        return list(numbers.size(), i -> numbers.path(i).bigIntegerValue().longValue());
    }

    private static String text(int[] numbers) {
        return Arrays.toString(numbers);
    }
}
