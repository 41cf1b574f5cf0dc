package org.menura.eval.task.function;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.eval.task.data.Rows;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonText;

/** Questions of NorEval, in both written forms of Norwegian. */
final class NorwegianQuestions {
    private NorwegianQuestions() {}

    static List<PythonModule> modules() {
        return List.of(
                PythonModule.of(
                                "noreval/norec/utils.py",
                                "fbcd45baa3cb7615fb1296ed3fe2399d44c27fb2608a82a04032f651fff2160f")
                        .values(
                                "multi_f1",
                                values -> Multilingual.scores(values).macroF1()),
                PythonModule.of(
                                "noreval/noropenbookqa/utils.py",
                                "0f0c0d04484658adf59f33b2f9dd9cfb9c234c0e495d7d6c2b1a6d5218b77247")
                        .rows(
                                "filter_dataset",
                                rows -> rows.filter(
                                        row -> !Fields.text(row, "fact").isEmpty())),
                passages(),
                PythonModule.of(
                                "noreval/nortruthfulqa/generation/utils.py",
                                "5f2af41276b9a9fc7dee8369316a03b63c7cdd559d17cb93e0be7fb4fd6ec682")
                        .rows("process_docs", TruthfulQa::answers)
                        .results("process_results", TruthfulQa::similarities),
                PythonModule.of(
                                "noreval/noridiom/utils.py",
                                "ee9d1bd8310fba3f4f328c44944c4f4944bd651991b9fa19ff4343c16609795c")
                        .rows("filter_dataset_nb", rows -> written(rows, "nob"))
                        .rows("filter_dataset_nn", rows -> written(rows, "nno"))
                        .results("process_results", NorwegianQuestions::idiom),
                PythonModule.of(
                                "noreval/norsumm/utils.py",
                                "d8378a9c6dc02dcf9a1ecc2375d34e5d30d09950173eeaff29f3215111d25a9d")
                        .results(
                                "process_results",
                                new TaskFunction.Unscored("its summaries are compared by a BERT model (BERTScore)")),
                quiz(
                        "nob",
                        "8a37e18ec05533b0edf2de370dd205092db6c475a35c66491ed012962e0718f3",
                        "{q}\n\nSvaralternativer:{c}\n\nHva er riktig svar?\n\nSvar:",
                        "{q}{l}\n\nEr det riktige svaret {e}?\n\nSvar:",
                        "{q}\nVelg riktig svar blant disse alternativene:{c}\n\nSvar:"),
                quiz(
                        "nno",
                        "f83e3c8c718079cc050ccecd1ad50e483d58e6a1bc09d3ca0619189bf17c5fcc",
                        "{q}\n\nSvaralternativer:{c}\n\nKva er rett svar?\n\nSvar:",
                        "{q}{l}\n\nEr det rette svaret {e}?\n\nSvar:",
                        "{q}\nVel rett svar blant desse alternativa:{c}\n\nSvar:"),
                truths(
                        "nob",
                        "76459f704dceeede93acfda82136ac7b99a98db55750a0f230e235040e6f654b",
                        "Spørsmål: {q}\n\nSvaralternativer:{c}\n\nSvar:",
                        "Spørsmål: {q}\n\nHvilke av følgende alternativer er riktig svar på spørsmålet?{c}",
                        "Gitt følgende spørsmål, hvilket av de mulige svarene under er riktig?\nSpørsmål: {q}\n{c}",
                        "{q}\nVelg et av følgende mulige svar:{c}\n\nSvar:"),
                truths(
                        "nno",
                        "03036a77aa0eeb868bad616684bf02469f6423ca99a8f025987390f07db228b9",
                        "Spørsmål: {q}\n\nSvaralternativ:{c}\n\nSvar:",
                        "Spørsmål: {q}\n\nKva av følgande alternativ er rett svar på spørsmålet?{c}",
                        "Gitt følgande spørsmål, kva av dei moglege svara under er rett?\nSpørsmål: {q}\n{c}",
                        "{q}\nVel eit av følgande moglege svar:{c}\n\nSvar:"));
    }

    private static Rows written(Rows rows, String form) {
        return rows.filter(row -> form.equals(Fields.get(row, "language")));
    }

    /** Compares the end of an idiom with those that are right, without punctuation. */
    private static Map<String, @Nullable Object> idiom(
            Map<String, @Nullable Object> document, List<@Nullable Object> results) {
        String said = bare(String.valueOf(results.getFirst()));
        List<String> ends = Fields.texts(document, "accepted_completions").stream()
                .map(NorwegianQuestions::bare)
                .toList();
        if (ends.isEmpty()) {
            throw new FormatException("an idiom has no accepted completions");
        }
        boolean isReal = false;
        double best = 0;
        for (String end : ends) {
            List<String> gold = PythonText.split(end);
            List<String> words = PythonText.split(said);
            Number score =
                    gold.isEmpty() || words.isEmpty() ? (Number) (gold.equals(words) ? 1L : 0L) : Squad.f1(gold, words);
            isReal |= score instanceof Double;
            best = Math.max(best, score.doubleValue());
        }
        return Metrics.of("em", ends.contains(said) ? 1L : 0L, "fscore", isReal ? (Object) best : (Object) (long) best);
    }

    private static String bare(String text) {
        return PythonText.strip(PythonCharacters.lower(Squad.without(text, c -> Squad.PUNCTUATION.indexOf(c) >= 0)));
    }

    /** NorQuAD: questions about a passage behind its title. */
    private static PythonModule passages() {
        PythonModule module = PythonModule.of(
                        "noreval/norquad/utils.py", "869be99d7bb7b73f3fbdf32f92a0a09a66b57584fb55200650e4ee60639fc3b9")
                .rows(
                        "process_docs",
                        rows -> rows.map(document -> {
                            List<String> lines =
                                    PythonText.split(PythonText.strip(Fields.text(document, "context")), "\n", -1);
                            return Metrics.of(
                                    "title",
                                    PythonText.strip(lines.getFirst()),
                                    "passage",
                                    PythonText.strip(String.join("\n", lines.subList(1, lines.size()))),
                                    "question",
                                    String.join(" ", PythonText.split(Fields.text(document, "question"))));
                        }))
                .results("process_results", (document, results) -> {
                    List<String> gold = Fields.texts(Fields.map(document, "answers"), "text");
                    if (gold.isEmpty()) {
                        throw new FormatException("a document has no answers");
                    }
                    String said = String.valueOf(results.getFirst());
                    return Metrics.of(
                            "f1", Squad.f1(gold.getFirst(), said), "exact_match", Squad.exact(gold.getFirst(), said));
                });
        List<String> forms = List.of(
                " %2$s\n\nSpørsmål: %3$s",
                " %2$s\n\nGitt teksten over, hva er svaret på følgende spørsmål? \"%3$s\"",
                " %2$s\n\nSvar på følgende: %3$s",
                " %2$s\n\nHvordan kan man svare på spørsmålet \"%3$s\", gitt teksten over?",
                "%2$s\n\nGitt teksten over, besvar følgende spørsmål: \"%3$s\"");
        for (int i = 0; i < forms.size(); i++) {
            String form = "Tittel: %1$s\n\nTekst:" + forms.get(i) + "\n\nSvar:";
            module.text(
                    "p" + i,
                    document -> form.formatted(
                            Python.str(Fields.get(document, "title")),
                            Python.str(Fields.get(document, "passage")),
                            Python.str(Fields.get(document, "question"))));
        }
        return module;
    }

    /** The forms of a question: {@code {q}} itself, {@code {c}} its choices, {@code {l}} with labels, {@code {e}} labels alone. */
    private static PythonModule quiz(String form, String hash, String listed, String labelled, String chosen) {
        String end = form.equals("nob") ? "_nb" : "_nn";
        return PythonModule.of("noreval/nrk_quiz_qa/%s/utils.py".formatted(form), hash)
                .text("p0" + end, document -> asked("Spørsmål: {q}\n\nSvar:", document, List.of(), List.of()))
                .text("p1" + end, document -> quizAsked(listed, document))
                .text("p2" + end, document -> quizAsked(labelled, document))
                .text("p3" + end, document -> quizAsked("Spørsmål: {q}{l}\n\nSvar:", document))
                .text("p4" + end, document -> quizAsked(chosen, document));
    }

    private static PythonModule truths(String form, String hash, String... forms) {
        String end = form.equals("nob") ? "_nb" : "_nn";
        PythonModule module = PythonModule.of("noreval/nortruthfulqa/multiple_choice/%s/utils.py".formatted(form), hash)
                .text("p0" + end, document -> asked("Spørsmål: {q}\n\nSvar:", document, List.of(), List.of()));
        for (int i = 0; i < forms.length; i++) {
            String layout = forms[i];
            module.text(
                    "p" + (i + 1) + end,
                    document -> asked(
                            layout, document, Fields.list(Fields.map(document, "mc1_targets"), "choices"), List.of()));
        }
        return module;
    }

    private static String quizAsked(String form, Map<String, @Nullable Object> document) {
        Map<?, ?> choices = Fields.map(document, "choices");
        List<@Nullable Object> labels = form.contains("{l}") ? Fields.list(choices, "label") : List.of();
        return asked(form, document, Fields.list(choices, "text"), labels);
    }

    private static String asked(
            String form,
            Map<String, @Nullable Object> document,
            List<@Nullable Object> choices,
            List<@Nullable Object> labels) {
        StringBuilder listed = new StringBuilder();
        choices.forEach(choice -> listed.append("\n- ").append(Python.str(choice)));
        StringBuilder labelled = new StringBuilder();
        for (int i = 0; i < Math.min(labels.size(), choices.size()); i++) {
            labelled.append('\n').append(Python.str(labels.get(i))).append(": ").append(Python.str(choices.get(i)));
        }
        // One pass over the form, since questions and choices may hold braces.
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < form.length(); i++) {
            if (form.charAt(i) != '{') {
                out.append(form.charAt(i));
                continue;
            }
            out.append(
                    switch (form.charAt(i + 1)) {
                        case 'q' -> Python.str(Fields.get(document, "question"));
                        case 'c' -> listed;
                        case 'l' -> labelled;
                        default -> enumerated(labels);
                    });
            i += 2;
        }
        return out.toString();
    }

    private static String enumerated(List<@Nullable Object> labels) {
        if (labels.isEmpty()) {
            throw new FormatException("a document has no labels of its choices");
        }
        List<String> first = new ArrayList<>();
        labels.subList(0, labels.size() - 1).forEach(label -> first.add(Python.str(label)));
        String all = String.join(", ", first) + ", eller " + Python.str(labels.getLast());
        return labels.size() == 2 ? all.replace(", eller", " eller") : all;
    }
}
