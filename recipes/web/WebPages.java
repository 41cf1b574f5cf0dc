package org.menura.recipes.web;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.menura.data.crawl.Crawler;
import org.menura.data.crawl.FolderServer;
import org.menura.format.json.Json;

/**
 * The parts of this recipe that the command has none for:
 *
 * <ul>
 *   <li>{@code recipes/run WebPages crawl SITE OUT.warc.gz} serves a folder on the loopback address and crawls its HTML;
 *   <li>{@code recipes/run WebPages text DOCUMENTS OUT.txt} writes documents as one text with separators;
 *   <li>{@code recipes/run WebPages table RESULTS.tsv} prints means and intervals of lines of arm, seed and bits per byte.
 * </ul>
 */
final class WebPages {
    private static final int MOST = 20_000;
    private static final String SEPARATOR = "\n<|endoftext|>\n";
    /** Quantiles 0.975 of Student's t by degrees of freedom, from one on. */
    private static final double[] T = {12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262};

    public static void main(String[] args) throws IOException, InterruptedException {
        String what = args.length == 0 ? "" : args[0];
        switch (what + args.length) {
            case "crawl3" -> crawl(Path.of(args[1]), Path.of(args[2]));
            case "text3" -> text(Path.of(args[1]), Path.of(args[2]));
            case "table2" -> table(Path.of(args[1]));
            default -> {
                System.err.println(
                        "usage: recipes/run WebPages crawl SITE OUT.warc.gz | text DOCUMENTS OUT.txt | table RESULTS");
                System.exit(2);
            }
        }
    }

    private static void crawl(Path site, Path out) throws IOException, InterruptedException {
        try (FolderServer server = new FolderServer(site);
                Stream<Path> files = Files.walk(site)) {
            // Where each folder begins: its index, as links from outside would have it.
            List<URI> starts = files.filter(f -> Files.isRegularFile(f)
                            && f.getFileName().toString().matches("index[^/]*\\.html|[^/]*toc[^/]*\\.html"))
                    .sorted()
                    .map(f -> site.relativize(f).toString().replace('\\', '/'))
                    .map(f -> server.address().resolve(f.replace(" ", "%20")))
                    .toList();
            int pages = new Crawler(MOST, URI.create("http://debian.invalid/")).crawl(starts, out);
            System.out.printf(Locale.ROOT, "%s: %d responses, %,d bytes%n", out, pages, Files.size(out));
        }
    }

    private static void text(Path documents, Path out) throws IOException {
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.walk(documents)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".jsonl.gz"))
                    .sorted()
                    .toList()) {
                try (BufferedReader in = new BufferedReader(new InputStreamReader(
                        new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
                    in.lines()
                            .map(line -> Json.parse(line, file.toString()))
                            .map(d -> d.path("text"))
                            .map(JsonNode::asText)
                            .forEach(texts::add);
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        Files.writeString(out, String.join(SEPARATOR, texts) + "\n");
        System.out.printf(Locale.ROOT, "%s: %d documents, %,d bytes%n", out, texts.size(), Files.size(out));
    }

    private static void table(Path results) throws IOException {
        Map<String, Map<String, Double>> arms = new TreeMap<>();
        for (String line : Files.readAllLines(results)) {
            String[] parts = line.split("\t");
            arms.computeIfAbsent(parts[0], a -> new TreeMap<>()).put(parts[1], Double.parseDouble(parts[2]));
        }
        System.out.println("| arm | seeds | bits per byte | 95 % interval | each |\n|---|---|---|---|---|");
        arms.forEach((arm, bySeed) -> row(arm, List.copyOf(bySeed.values())));
        Map<String, Double> filtered = arms.getOrDefault("filtered", Map.of());
        Map<String, Double> unfiltered = arms.getOrDefault("unfiltered", Map.of());
        List<Double> differences = new ArrayList<>();
        filtered.forEach((seed, bits) -> {
            Double other = unfiltered.get(seed);
            if (other != null) {
                differences.add(bits - other);
            }
        });
        if (!differences.isEmpty()) {
            row("filtered − unfiltered, by seed", differences);
            double mean = mean(differences);
            double half = half(differences);
            System.out.println(
                    Math.abs(mean) <= half
                            ? "The interval holds 0: filtering made no difference that these seeds show."
                            : "Filtering made the model %s on the held-out pages."
                                    .formatted(mean < 0 ? "better" : "worse"));
        }
    }

    private static void row(String name, List<Double> values) {
        double mean = mean(values);
        double half = half(values);
        System.out.printf(
                Locale.ROOT,
                "| %s | %d | %.4f | %.4f to %.4f | %s |%n",
                name,
                values.size(),
                mean,
                mean - half,
                mean + half,
                values.stream().map(v -> String.format(Locale.ROOT, "%.4f", v)).toList());
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(v -> v).average().orElse(Double.NaN);
    }

    private static double half(List<Double> values) {
        int n = values.size();
        if (n < 2) {
            return Double.NaN;
        }
        double mean = mean(values);
        double variance =
                values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum() / (n - 1);
        return T[Math.min(n - 2, T.length - 1)] * Math.sqrt(variance / n);
    }
}
