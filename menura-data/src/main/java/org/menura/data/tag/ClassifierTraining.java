package org.menura.data.tag;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.menura.data.Cursor;
import org.menura.data.Globs;
import org.menura.data.dolma.Document;
import org.menura.data.fasttext.FastText;
import org.menura.data.fasttext.FastTextTrainer;
import org.menura.data.fasttext.Prediction;
import org.menura.data.fasttext.TrainerSettings;
import org.menura.data.plan.Options;
import org.menura.data.plan.Registry;
import org.menura.data.plan.SourceType;
import org.menura.data.text.XxHash;
import org.menura.format.FileTree;
import org.menura.format.FormatException;

/**
 * Trains classifiers of documents from folders of examples, and tries them on examples that were held out. The lines are
 * sorted, so that the model doesn't depend on files and their order.
 */
public final class ClassifierTraining {
    private static final String LABEL = "__label__";

    private ClassifierTraining() {}

    /**
     * What came out.
     *
     * @param model the classifier
     * @param trained number of lines that it learned from
     * @param heldOut number of lines that it was tried on
     * @param right for how many of these the most probable label was right
     * @param byLabel for each label: held out, predicted, right
     */
    public record Result(
            FastText model, long trained, long heldOut, long right, SequencedMap<String, long[]> byLabel) {}

    /**
     * Trains a classifier.
     *
     * @param examples documents by label: folders, files or patterns
     * @param heldOut share of the lines that is held out, by their bytes
     * @throws FormatException if there are fewer than two labels
     */
    public static Result train(Map<String, List<String>> examples, double heldOut, TrainerSettings settings) {
        List<String> lines = new ArrayList<>();
        examples.forEach((label, places) -> {
            for (String place : places) {
                for (Path file : files(place)) {
                    read(label, file, lines);
                }
            }
        });
        Collections.sort(lines);
        List<String> train = new ArrayList<>();
        List<String> test = new ArrayList<>();
        for (String line : lines) {
            byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
            double draw = (XxHash.hash64(bytes, 0, bytes.length, settings.seed()) >>> 11) * 0x1p-53;
            (draw < heldOut ? test : train).add(line);
        }
        FastText model = FastTextTrainer.train(cursor(train), settings);
        SequencedMap<String, long[]> byLabel = new TreeMap<>();
        model.labels().forEach(label -> byLabel.put(label.substring(LABEL.length()), new long[3]));
        long right = 0;
        for (String line : test) {
            int space = line.indexOf(' ');
            String label = line.substring(LABEL.length(), space);
            List<Prediction> best = model.predict(line.substring(space + 1), 1, 0);
            String predicted = best.isEmpty() ? "" : best.getFirst().label().substring(LABEL.length());
            byLabel.computeIfAbsent(label, l -> new long[3])[0]++;
            if (!predicted.isEmpty()) {
                byLabel.computeIfAbsent(predicted, l -> new long[3])[1]++;
            }
            if (predicted.equals(label)) {
                byLabel.computeIfAbsent(label, l -> new long[3])[2]++;
                right++;
            }
        }
        return new Result(model, train.size(), test.size(), right, byLabel);
    }

    private static List<Path> files(String place) {
        Path path = Path.of(place);
        if (!Files.isDirectory(path)) {
            return Globs.find(place);
        }
        try {
            List<Path> found =
                    FileTree.files(
                                    path,
                                    Integer.MAX_VALUE,
                                    file -> Registry.sourceOf(file).isPresent())
                            .stream()
                            .sorted()
                            .toList();
            if (found.isEmpty()) {
                throw new FormatException(path + " holds no file whose name says a known format of documents");
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void read(String label, Path file, List<String> lines) {
        SourceType type = Registry.sourceOf(file)
                .orElseThrow(() -> new FormatException(file + " has a name that says no known format of documents"));
        try (Cursor<Document> documents = type.create(Options.none()).open(file)) {
            for (Document document = documents.next(); document != null; document = documents.next()) {
                lines.add(LABEL + label + " " + line(document.text()));
            }
        }
    }

    /** A document as one line, as taggers hand it to classifiers. */
    private static String line(String text) {
        return FastTextTaggers.strip(text.replace('\n', ' ').replace('\r', ' '));
    }

    private static Cursor<String> cursor(List<String> lines) {
        Iterator<String> all = lines.iterator();
        return new Cursor<>() {
            @Override
            public @Nullable String next() {
                return all.hasNext() ? all.next() : null;
            }

            @Override
            public void close() {}
        };
    }
}
