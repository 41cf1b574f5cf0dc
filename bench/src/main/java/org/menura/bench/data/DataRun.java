package org.menura.bench.data;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.menura.data.dolma.Document;
import org.menura.data.fasttext.FastText;
import org.menura.data.tag.C4Quality;
import org.menura.data.tag.FineWebQuality;
import org.menura.data.tag.GopherQuality;
import org.menura.data.tag.GopherRepetition;
import org.menura.data.tag.Tagger;
import org.menura.data.tag.Taggers;
import org.menura.data.tag.TextFilter;
import org.menura.data.text.MinHash;
import org.menura.data.text.MinHashSettings;
import org.menura.data.text.Simplifier;
import org.menura.data.text.SimplifySettings;
import org.menura.data.text.TextView;
import org.menura.data.text.UnicodeWords;
import org.menura.data.text.WordBytes;
import org.menura.format.json.Json;

/**
 * Measures taggers, filters and MinHash on one thread: megabytes of UTF-8 a second of the thread's processor time, the best
 * of some runs. Each stage begins with the document's string, as it comes from a file, so that nothing is shared.
 *
 * <p>{@code DataRun DOCUMENTS.jsonl [SECONDS [FASTTEXT]]}
 */
public final class DataRun {
    private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

    private static long sink;

    private DataRun() {}

    /** Runs the program. */
    public static void main(String[] args) throws IOException {
        List<Document> documents = new ArrayList<>();
        long bytes = 0;
        try (BufferedReader reader = Files.newBufferedReader(Path.of(args[0]))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                Document document = new Document((ObjectNode) Json.parse(line, args[0]));
                documents.add(document);
                bytes += document.text().getBytes(StandardCharsets.UTF_8).length;
            }
        }
        double seconds = args.length > 1 ? Double.parseDouble(args[1]) : 3;
        System.out.printf(Locale.ROOT, "%d documents, %.2f MB%n", documents.size(), bytes / 1e6);
        for (Map.Entry<String, Consumer<Document>> stage : stages(args).entrySet()) {
            double best = Double.MAX_VALUE;
            double spent = 0;
            int runs = 0;
            while (spent < seconds || runs < 3) {
                long start = CLOCK.getCurrentThreadCpuTime();
                documents.forEach(stage.getValue());
                double run = (CLOCK.getCurrentThreadCpuTime() - start) / 1e9;
                best = Math.min(best, run);
                spent += run;
                runs++;
            }
            System.out.printf(Locale.ROOT, "%-32s %9.2f MB/s  %d runs%n", stage.getKey(), bytes / 1e6 / best, runs);
        }
        System.out.println("(" + sink + ")");
    }

    private static Map<String, Consumer<Document>> stages(String[] args) {
        Map<String, Consumer<Document>> stages = new LinkedHashMap<>();
        for (String name : List.of(
                "gopher_v2",
                "c4_v2",
                "pii_regex_with_counts_fast_v2",
                "repetitions_v1",
                "paragraph_repetitions_v1",
                "uniseg_length_paragraphs_v1",
                "whitespace_tokenizer_v1",
                "olmo_pretokenizer_v1",
                "not_alphanum_paragraph_v1")) {
            Tagger tagger = Taggers.of(name);
            stages.put("dolma " + name, document -> sink += tagger.tag(document).size());
        }
        stages.put("words (UAX #29)", document -> {
            int[] points = new TextView(document.text()).points();
            sink += UnicodeWords.words(points, 0, points.length).size();
        });
        for (TextFilter filter :
                List.of(GopherRepetition.DEFAULT, GopherQuality.DEFAULT, C4Quality.DEFAULT, FineWebQuality.DEFAULT)) {
            stages.put(
                    "datatrove " + filter.name(),
                    document ->
                            sink += filter.judge(new TextView(document.text())).hashCode());
        }
        MinHash hash = new MinHash(MinHashSettings.DEFAULT);
        Simplifier simplifier = new Simplifier(SimplifySettings.DEFAULT);
        WordBytes words = new WordBytes();
        stages.put("datatrove minhash", document -> {
            words.clear();
            simplifier.words(document.text(), words);
            long[] signature = hash.signature(words);
            sink += signature == null ? 0 : Arrays.hashCode(signature);
        });
        if (args.length > 2) {
            FastText model = FastText.open(Path.of(args[2]));
            stages.put(
                    "fasttext language",
                    document -> sink += model.predict(document.text().replace('\n', ' '), 1, 0)
                            .size());
        }
        return stages;
    }
}
