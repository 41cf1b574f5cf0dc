package org.menura.detect.trained;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.menura.detect.measure.DetectionFigures;
import org.menura.detect.measure.FigureTable;
import org.menura.detect.measure.LabelledText;
import org.menura.detect.measure.LabelledTexts;
import org.menura.format.FormatException;

/**
 * Measures detectors on a generator, or a domain, that none of the texts they learned from belongs to. Sets use the same human
 * texts for several generators, cut to other lengths, and models continue their beginnings; so a group is left out of what is
 * learned from if one of its texts begins like a tested one. Without that, TF-IDF knows the tested human texts by heart.
 */
public final class LeaveOneOut {
    /** Characters that tell texts apart; a model is shown more than that of a human text. */
    private static final int BEGINNING = 60;

    private static final Pattern SPACES = Pattern.compile("\\s+");

    /** What is left out. */
    public enum By {
        /** All texts that stand beside those of one generator. */
        GENERATOR(LabelledText::generator),
        /** All texts of one domain. */
        DOMAIN(LabelledText::domain);

        private final Function<LabelledText, String> key;

        By(Function<LabelledText, String> key) {
            this.key = key;
        }
    }

    private LeaveOneOut() {}

    /**
     * Measures detectors, cell by cell.
     *
     * @param round hears which part is left out, before it is
     * @throws FormatException if there is only one generator or domain
     */
    public static FigureTable measure(
            List<LabelledText> texts, By by, List<TrainedDetector> detectors, Consumer<String> round) {
        if (texts.stream().anyMatch(t -> t.generator().isEmpty())) {
            throw new FormatException("some human texts stand beside no generator, and would be learned from when one is left out;"
                    + " leaving out takes pairs of human and machine texts");
        }
        Set<String> keys = texts.stream().map(by.key).collect(Collectors.toCollection(LinkedHashSet::new));
        if (keys.size() < 2) {
            throw new FormatException("all texts are of one %s, so none can be left out"
                    .formatted(by == By.GENERATOR ? "generator" : "domain"));
        }
        Map<String, SequencedMap<String, DetectionFigures>> cells = new LinkedHashMap<>();
        double[][] scores = new double[detectors.size()][texts.size()];
        for (String key : keys) {
            List<Integer> test = IntStream.range(0, texts.size())
                    .filter(i -> by.key.apply(texts.get(i)).equals(key))
                    .boxed()
                    .toList();
            List<Integer> train = others(texts, by, key, test);
            round.accept("%s: %d texts to learn from, %d to score".formatted(key, train.size(), test.size()));
            for (int d = 0; d < detectors.size(); d++) {
                double[] some = detectors.get(d).scores(texts, train, test);
                for (int i = 0; i < some.length; i++) {
                    scores[d][test.get(i)] = some[i];
                }
            }
        }
        List<String> names = detectors.stream().map(TrainedDetector::name).toList();
        LabelledTexts.cells(texts).forEach((cell, indices) -> {
            boolean[] isMachine = new boolean[indices.size()];
            int machines = 0;
            for (int i = 0; i < isMachine.length; i++) {
                isMachine[i] = texts.get(indices.get(i)).isMachine();
                machines += isMachine[i] ? 1 : 0;
            }
            if (machines > 0 && machines < isMachine.length) {
                SequencedMap<String, DetectionFigures> row = new LinkedHashMap<>();
                List<String> groups = indices.stream().map(i -> texts.get(i).group()).toList();
                for (int d = 0; d < detectors.size(); d++) {
                    double[] of = scores[d];
                    row.put(
                            names.get(d),
                            DetectionFigures.of(
                                    indices.stream().mapToDouble(i -> of[i]).toArray(), isMachine, groups));
                }
                cells.put(cell, row);
            }
        });
        return FigureTable.of(names, cells);
    }

    /** What a text begins with, white space and case aside. */
    private static String beginning(LabelledText text) {
        String plain = SPACES.matcher(text.text().strip()).replaceAll(" ").toLowerCase(Locale.ROOT);
        return plain.substring(0, Math.min(BEGINNING, plain.length()));
    }

    /** The texts that are learned from: of other parts, and of groups in which no text begins like one that is tested. */
    private static List<Integer> others(List<LabelledText> texts, By by, String key, List<Integer> test) {
        Set<String> tested = test.stream().map(texts::get).map(LeaveOneOut::beginning).collect(Collectors.toSet());
        Set<String> spoilt = texts.stream()
                .filter(t -> tested.contains(beginning(t)))
                .map(LabelledText::group)
                .collect(Collectors.toSet());
        List<Integer> train = IntStream.range(0, texts.size())
                .filter(i -> !by.key.apply(texts.get(i)).equals(key)
                        && !spoilt.contains(texts.get(i).group()))
                .boxed()
                .toList();
        long machines = train.stream().filter(i -> texts.get(i).isMachine()).count();
        if (machines == 0 || machines == train.size()) {
            throw new FormatException(
                    "without %s there are no human and machine texts left to learn from".formatted(key));
        }
        return train;
    }
}
