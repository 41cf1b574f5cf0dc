package org.menura.eval.task.function;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.PythonText;

/** Moroccan Arabic of DarijaBench (G. Shang et al., 2024): sentiment, translation, transliteration and summaries. */
final class MoroccanQuestions {
    private static final List<String> LETTERS = List.of("A", "B", "C");
    private static final Map<String, Integer> SENTIMENTS = Map.of("سلبي", 0, "ايجابي", 1, "ماكينش إحساس", 2);
    private static final TaskFunction.Unscored BERT =
            new TaskFunction.Unscored("its answers are compared by a BERT model (BERTScore)");

    private MoroccanQuestions() {}

    static List<PythonModule> modules() {
        PythonModule translation = messages(
                "darija_bench/darija_translation/utils.py",
                "7db6da0fb48d16edcc73a4fee77df4037828a53f624b16a9bd5c1453b374f1eb",
                List.of("dr_fr", "dr_en", "dr_msa", "fr_dr", "en_dr", "msa_dr"),
                List.of("camembert", "darijabert", "arabert", "bertbase", "mbert"));
        PythonModule transliteration = messages(
                "darija_bench/darija_transliteration/utils.py",
                "4645af115ea44be6bf66f4646f5e364369df627643f736ef72346e3330ecbf53",
                List.of("dr_ar", "ar_dr"),
                List.of("arabizibert", "darijabert", "mbert"));
        PythonModule summaries = messages(
                        "darija_bench/darija_summarization/utils.py",
                        "3d7b6578b8e791db546b88ef1fabdf8249fb3e6b3074fadbc3921d5efd0f2003",
                        List.of(),
                        List.of("darijabert"))
                .text(
                        "doc_to_text",
                        document -> said(document, 0).replace("لخص هاد المقطع", "لخص هاد المقطع في ٣٠ كلمة"));
        for (String kind : List.of("rouge1", "rouge2", "rougeL", "rougeLsum")) {
            summaries
                    .answer(kind, (reference, prediction, _) -> pair(reference, prediction))
                    .drawnValues(
                            "agg_" + kind.replace("L", "l"),
                            (values, random) -> DrawnRouge.of(
                                    kind, Multilingual.column(values, 1), Multilingual.column(values, 0), random));
        }
        return List.of(
                translation,
                transliteration,
                summaries,
                PythonModule.of(
                                "darija_bench/darija_sentiment/utils.py",
                                "8a2bf32fd45689077194011c535cdc41eccdaade7ed3acbf2238d58a0e28c922")
                        .text(
                                "doc_to_text",
                                document -> said(document, 0)
                                        .replace("-سلبي", "A. سلبي")
                                        .replace("-ايجابي", "B. ايجابي")
                                        .replace(
                                                "-ماكينش إحساس",
                                                "C. ماكينش إحساس\nThe answer should be strictly one letter of the following:"
                                                        + " A, B, C."))
                        .text("doc_to_choice_2", _ -> LETTERS.subList(0, 2))
                        .text("doc_to_choice_3", _ -> LETTERS)
                        .text("doc_to_target", MoroccanQuestions::sentiment));
    }

    private static PythonModule messages(String file, String hash, List<String> directions, List<String> models) {
        PythonModule module = PythonModule.of(file, hash)
                .text("doc_to_text", document -> said(document, 0))
                .text("doc_to_target", document -> said(document, 1))
                .filter("strip", _ -> MoroccanQuestions::firstStripped)
                .answer("bert", (reference, prediction, _) -> pair(reference, prediction));
        directions.forEach(direction ->
                module.rows(direction, rows -> rows.filter(row -> direction.equals(Fields.get(row, "direction")))));
        models.forEach(model -> module.values(model, BERT));
        return module;
    }

    private static List<@Nullable Object> pair(@Nullable Object reference, @Nullable Object prediction) {
        List<@Nullable Object> pair = new ArrayList<>();
        pair.add(reference);
        pair.add(prediction);
        return pair;
    }

    private static String said(Map<String, @Nullable Object> document, int turn) {
        List<@Nullable Object> messages = Fields.list(document, "messages");
        if (messages.size() > turn && messages.get(turn) instanceof Map<?, ?> message) {
            return Fields.text(message, "content");
        }
        throw new FormatException("a document of DarijaBench has no message number " + turn);
    }

    private static String sentiment(Map<String, @Nullable Object> document) {
        Integer number = SENTIMENTS.get(said(document, 1));
        if (number == null) {
            throw new FormatException("the sentiment of a document is not one of " + SENTIMENTS.keySet());
        }
        return LETTERS.get(number);
    }

    private static List<@Nullable Object> firstStripped(
            List<@Nullable Object> answers, List<Map<String, @Nullable Object>> documents) {
        List<@Nullable Object> out = new ArrayList<>();
        for (Object some : answers) {
            if (!(some instanceof List<?> list) || list.isEmpty() || !(list.getFirst() instanceof String text)) {
                throw new FormatException("a filter of the task was given no list of answers");
            }
            out.add(PythonText.strip(text));
        }
        return out;
    }
}
