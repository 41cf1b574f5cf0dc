package org.menura.recipes.omni;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.menura.format.audio.AudioFiles;
import org.menura.format.json.Json;
import org.menura.model.audio.WhisperFeatures;

/**
 * What the nano-omni model is compared with: the most usual answer, and the answer to the most similar picture or recording of
 * those that were learned from. {@code recipes/run OmniBaselines DATA}.
 */
final class OmniBaselines {
    /**
     * A picture with what is to be said of it.
     *
     * @param part see {@link OmniEmoji.Part}
     */
    record Emoji(int[] rgb, String part, String group, String colour, String thing) {
        boolean isHeldOut() {
            return part.equals("HELD_OUT");
        }

        boolean isDrawn() {
            return part.equals("ALL");
        }
    }

    /** A recording's mel bands, [frames][bands], and what is said. */
    record Heard(float[][] mel, String text) {}

    private OmniBaselines() {}

    /** Prints them. */
    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            System.err.println("usage: recipes/run OmniBaselines DATA");
            System.exit(2);
        }
        System.out.println("| | most usual | nearest |");
        System.out.println("|---|---|---|");
        of(Path.of(args[0])).forEach((name, b) -> System.out.printf("| %s | %s | %s |%n", name, b[0], b[1]));
    }

    /** By what is measured: the score of the most usual answer and that of the nearest. */
    static Map<String, String[]> of(Path data) throws IOException {
        Map<String, String[]> out = new LinkedHashMap<>();
        List<Emoji> emoji = emoji(data);
        List<Emoji> known = emoji.stream().filter(e -> !e.isHeldOut()).toList();
        List<Emoji> asked = emoji.stream().filter(Emoji::isHeldOut).toList();
        List<Emoji> near = asked.stream()
                .map(a -> nearest(known, k -> distance(k.rgb(), a.rgb())))
                .toList();
        Map<String, Function<Emoji, String>> questions = new LinkedHashMap<>();
        questions.put("group", Emoji::group);
        questions.put("colour", Emoji::colour);
        questions.put("thing", Emoji::thing);
        questions.forEach((name, of) -> {
            String usual = usual(known, of);
            double often = share(asked, e -> of.apply(e).equals(usual));
            long right = 0;
            for (int i = 0; i < asked.size(); i++) {
                right += of.apply(asked.get(i)).equals(of.apply(near.get(i))) ? 1 : 0;
            }
            out.put(name, new String[] {percent(often), percent(right / (double) asked.size())});
        });
        digits(data, out);
        sounds(data, out);
        return out;
    }

    static List<Emoji> emoji(Path data) throws IOException {
        List<Emoji> all = new ArrayList<>();
        for (String row : Files.readAllLines(data.resolve("emoji.tsv"))) {
            String[] c = row.split("\t");
            all.add(new Emoji(OmniPictures.read(data.resolve(c[0])), c[1], c[2], c[3], c[4]));
        }
        return all;
    }

    /** Handwritten digits: {@code 0123-7.png} shows a seven. */
    static List<OmniJudge.Example> digits(Path data, boolean heldOut) throws IOException {
        List<OmniJudge.Example> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(data.resolve("digits"))) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.startsWith("held-out") == heldOut) {
                    all.add(new OmniJudge.Example(OmniPictures.read(file), name.charAt(name.length() - 5) - '0'));
                }
            }
        }
        return all;
    }

    private static void digits(Path data, Map<String, String[]> out) throws IOException {
        List<OmniJudge.Example> known = digits(data, false);
        List<OmniJudge.Example> asked = digits(data, true);
        int usual = Integer.parseInt(usual(known, e -> String.valueOf(e.label())));
        double nearest = share(
                asked, a -> nearest(known, k -> distance(k.rgb(), a.rgb())).label() == a.label());
        out.put("digit error", new String[] {percent(1 - share(asked, e -> e.label() == usual)), percent(1 - nearest)});
    }

    private static void sounds(Path data, Map<String, String[]> out) throws IOException {
        WhisperFeatures features = new WhisperFeatures(80, 16000, 160, 400, 4);
        Map<String, List<Heard>> asked = new HashMap<>();
        Map<String, List<Heard>> known = new HashMap<>();
        Map<String, Heard> seen = new HashMap<>();
        for (String line : Files.readAllLines(data.resolve("sounds-held-out.jsonl"))) {
            var row = Json.parse(line, "sounds-held-out.jsonl");
            String file = row.at("/prompt/0/content/0/path").asText();
            asked.computeIfAbsent(row.get("task").asText(), _ -> new ArrayList<>())
                    .add(heard(data.resolve(file), row.get("answer").asText(), features));
        }
        for (String line : Files.readAllLines(data.resolve("sounds.jsonl"))) {
            var row = Json.parse(line, "sounds.jsonl");
            String file = row.at("/messages/0/content/0/path").asText();
            if (!file.startsWith("joined") && !seen.containsKey(file)) {
                Heard one =
                        heard(data.resolve(file), row.at("/messages/1/content").asText(), features);
                seen.put(file, one);
                known.computeIfAbsent(
                                file.startsWith("digit") ? "spoken-digit" : "spoken-prompt", _ -> new ArrayList<>())
                        .add(one);
            }
        }
        for (String task : List.of("spoken-digit", "spoken-prompt")) {
            List<Heard> recordings = Objects.requireNonNull(known.get(task), task);
            List<Heard> questions = Objects.requireNonNull(asked.get(task), task);
            String usual = usual(recordings, Heard::text);
            List<String> right = questions.stream().map(Heard::text).toList();
            List<String> always = right.stream().map(_ -> usual).toList();
            List<String> nearest = questions.stream()
                    .map(a -> nearest(recordings, k -> warped(k.mel(), a.mel())).text())
                    .toList();
            out.put(
                    task + " word error",
                    new String[] {percent(wordErrors(always, right)), percent(wordErrors(nearest, right))});
        }
    }

    private static Heard heard(Path file, String text, WhisperFeatures features) {
        float[] sound = AudioFiles.readMono(file, features.rate(), 10);
        sound = Arrays.copyOf(sound, Math.min(sound.length, features.samples()));
        float[] all = features.extract(sound).toFloats();
        int frames = Math.max(1, Math.min(features.frames(), sound.length / features.hop()));
        float[][] mel = new float[frames][];
        for (int t = 0; t < frames; t++) {
            mel[t] = Arrays.copyOfRange(all, t * features.mels(), (t + 1) * features.mels());
        }
        return new Heard(mel, text);
    }

    /** How far two recordings are from each other where one may be stretched (dynamic time warping), per step. */
    private static double warped(float[][] a, float[][] b) {
        double[] last = new double[b.length + 1];
        Arrays.fill(last, Double.POSITIVE_INFINITY);
        last[0] = 0;
        for (float[] row : a) {
            double[] now = new double[b.length + 1];
            now[0] = Double.POSITIVE_INFINITY;
            for (int j = 1; j <= b.length; j++) {
                float sum = 0;
                for (int k = 0; k < row.length; k++) {
                    float d = row[k] - b[j - 1][k];
                    sum += d * d;
                }
                now[j] = Math.sqrt(sum) + Math.min(last[j - 1], Math.min(last[j], now[j - 1]));
            }
            last = now;
        }
        return last[b.length] / (a.length + b.length);
    }

    /** Words that are missing, too many or wrong, for each right word. */
    static double wordErrors(List<String> said, List<String> right) {
        int errors = 0;
        int words = 0;
        for (int i = 0; i < right.size(); i++) {
            String[] a = said.get(i).strip().split("\\s+");
            String[] b = right.get(i).split(" ");
            int[] last = new int[b.length + 1];
            Arrays.setAll(last, j -> j);
            for (int x = 1; x <= a.length; x++) {
                int[] now = new int[b.length + 1];
                now[0] = x;
                for (int y = 1; y <= b.length; y++) {
                    int changed = last[y - 1] + (a[x - 1].equals(b[y - 1]) ? 0 : 1);
                    now[y] = Math.min(changed, Math.min(last[y], now[y - 1]) + 1);
                }
                last = now;
            }
            errors += last[b.length];
            words += b.length;
        }
        return errors / (double) words;
    }

    static long distance(int[] a, int[] b) {
        long sum = 0;
        for (int i = 0; i < a.length; i++) {
            for (int shift = 0; shift <= 16; shift += 8) {
                int d = (a[i] >> shift & 0xff) - (b[i] >> shift & 0xff);
                sum += d * d;
            }
        }
        return sum;
    }

    private static <T> T nearest(List<T> known, ToDoubleFunction<T> distance) {
        T best = known.getFirst();
        double least = Double.POSITIVE_INFINITY;
        for (T one : known) {
            double d = distance.applyAsDouble(one);
            if (d < least) {
                least = d;
                best = one;
            }
        }
        return best;
    }

    private static <T> String usual(List<T> known, Function<T, String> of) {
        return known.stream()
                .collect(Collectors.groupingBy(of, TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .reduce((a, b) -> b.getValue() > a.getValue() ? b : a)
                .orElseThrow()
                .getKey();
    }

    static <T> double share(List<T> all, Predicate<T> right) {
        return all.stream().filter(right).count() / (double) all.size();
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
