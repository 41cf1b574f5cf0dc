package org.menura.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.menura.detect.attack.Attack;
import org.menura.detect.attack.Attacks;
import org.menura.detect.measure.FigureTable;
import org.menura.detect.measure.LabelledText;
import org.menura.detect.measure.ScoredTexts;
import org.menura.tensor.Rng;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code menura detect evaluate}: what a detector is worth. */
@Command(
        name = "evaluate",
        description = {
            "Measures how well scores tell texts of models from those of people, for each domain and generator.",
            "Prints areas under the ROC curve with 95 %% intervals by a bootstrap over pairs, the length of a text as a baseline beside"
                    + " them, and how many texts of models are found at few false alarms. With --attack, the texts of models are attacked"
                    + " first, and the areas stand beside those without."
        },
        footer = {
            "%nExamples:",
            "  menura detect evaluate pairs.jsonl -m Qwen3-0.6B --limit 50",
            "  menura detect evaluate pairs.jsonl -m nano --attack homoglyph,misspelling",
            "  menura detect evaluate M4/arxiv_chatGPT.jsonl -s lrr -o results.json"
        })
final class DetectEvaluateCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Mixin
    private DetectDetectorOptions detectors = new DetectDetectorOptions();

    @Mixin
    private DetectSetOptions set = new DetectSetOptions();

    @Mixin
    private EvalSuiteOutput output = new EvalSuiteOutput();

    @Option(
            names = "--attack",
            paramLabel = "NAME,…",
            split = ",",
            description = "Attacks on the texts of models, at RAID's rates, that need no model; all for all of them.")
    private List<String> attacks = List.of();

    @Override
    public Integer call() throws IOException {
        List<String> named = attacks.equals(List.of("all")) ? Attacks.withoutModel() : attacks;
        Map<String, Attack> chosen = new LinkedHashMap<>();
        for (String name : named) {
            chosen.put(name, Attacks.named(name, null));
        }
        List<LabelledText> texts = set.read(console);
        Map<String, Object> results = new LinkedHashMap<>();
        try (DetectDetectorOptions.Opened opened = detectors.open(console)) {
            ScoredTexts plain = scored(opened, texts, "texts");
            FigureTable table = FigureTable.of(plain);
            console.stream(
                    table.markdown() + "\n" + table.found(opened.detector().name()));
            results.put("none", table.values());
            if (!chosen.isEmpty()) {
                attacked(opened, texts, plain, chosen, results);
            }
        }
        output.write(console, "detect", null, "", List.of(set.file(console)), results);
        return ExitCode.OK;
    }

    private ScoredTexts scored(DetectDetectorOptions.Opened opened, List<LabelledText> texts, String what) {
        try (Bar bar = new Bar(what)) {
            return ScoredTexts.of(opened.detector(), texts, done -> bar.stepTo(done, texts.size()));
        }
    }

    /** One table: a row for each attack, over all texts. Human texts stay as they are, and are not read again. */
    private void attacked(
            DetectDetectorOptions.Opened opened,
            List<LabelledText> texts,
            ScoredTexts plain,
            Map<String, Attack> chosen,
            Map<String, Object> results) {
        Map<String, ScoredTexts> all = new LinkedHashMap<>();
        all.put("none", plain);
        for (Map.Entry<String, Attack> attack : chosen.entrySet()) {
            List<LabelledText> machines = new ArrayList<>();
            for (int i = 0; i < texts.size(); i++) {
                if (texts.get(i).isMachine()) {
                    double rate = Attacks.usualRate(attack.getKey());
                    machines.add(texts.get(i)
                            .withText(attack.getValue().apply(texts.get(i).text(), rate, new Rng(0, i))));
                }
            }
            all.put(attack.getKey(), plain.withMachines(scored(opened, machines, attack.getKey())));
        }
        FigureTable table = FigureTable.overAll(all);
        console.stream(
                "\n" + table.markdown() + "\n" + table.found(opened.detector().name()));
        results.put("attacks", table.values());
    }
}
