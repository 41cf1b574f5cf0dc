package org.menura.eval.task.function;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.eval.task.data.Rows;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.format.python.PythonMatch;
import org.menura.format.python.PythonRegex;
import org.menura.format.python.PythonText;
import org.menura.format.python.PythonTuple;

/** Medical texts: their topics, and answers, summaries and dialogues, which are measured by their perplexity. */
final class MedicalTexts {
    private static final PythonRegex BLANKS = PythonRegex.compile("\\s+");
    private static final PythonRegex IMPRESSION = PythonRegex.compile("IMPRESSION", PythonRegex.IGNORECASE);
    private static final PythonRegex FINDING = PythonRegex.compile("FINDING", PythonRegex.IGNORECASE);
    private static final int SHORT = 5;
    private static final String MESSAGE = "MESSAGE";
    private static final int AFTER_MESSAGE = 9;
    private static final TaskFunction.Unscored MODELS =
            new TaskFunction.Unscored("its answers are compared by models (BERTScore and BLEURT)");
    private static final List<String> TOPICS = List.of(
            "neoplasms",
            "digestive system diseases",
            "nervous system diseases",
            "cardiovascular diseases",
            "general pathological conditions");
    private static final List<String> SPECIALTIES = List.of(
            " Bariatrics",
            " Allergy / Immunology",
            " Dentistry",
            " Cardiovascular / Pulmonary",
            " Urology",
            " Hospice - Palliative Care",
            " Radiology",
            " Pediatrics - Neonatal",
            " Neurology",
            " Neurosurgery",
            " Emergency Room Reports",
            " IME-QME-Work Comp etc.",
            " Office Notes",
            " Surgery",
            " Letters",
            " Ophthalmology",
            " Hematology - Oncology",
            " Endocrinology",
            " Cosmetic / Plastic Surgery",
            " Diets and Nutritions",
            " Rheumatology",
            " Nephrology",
            " Physical Medicine - Rehab",
            " Podiatry",
            " Chiropractic",
            " Lab Medicine - Pathology",
            " Orthopedic",
            " Autopsy",
            " Psychiatry / Psychology",
            " Speech - Language",
            " ENT - Otolaryngology",
            " Sleep Medicine",
            " Dermatology",
            " SOAP / Chart / Progress Notes",
            " General Medicine",
            " Consult - History and Phy.",
            " Obstetrics / Gynecology",
            " Gastroenterology",
            " Pain Management",
            " Discharge Summary");

    private MedicalTexts() {}

    static List<PythonModule> modules() {
        TaskFunction.OfDocument raw = document -> {
            List<@Nullable Object> turns = Fields.list(Fields.map(document, "utterances"), "utterance");
            if (turns.size() < 2) {
                throw new FormatException("a dialogue of a document has fewer utterances than two");
            }
            return turns.get(1);
        };
        TaskFunction.OfDocument answer = field("answer");
        return List.of(
                classes(),
                written(
                        "careqa/utils_open.py",
                        "b038f2f5f7626e4df14c90aeea5e82272e3ac14fa27ee34b1cdb22a80741a206",
                        "_gen",
                        field("question"),
                        answer),
                PythonModule.of(
                                "careqa/utils_perplexity.py",
                                "9a82b8e35bec692cfd97749d82fc6e4152a1361ad34d6da7a628e3c975b440d1")
                        .results("process_results", perplexity(answer)),
                written(
                        "medtext/utils.py",
                        "93c6a85d9cd3b9a45b1f1efd9491c56665223792a475bfe5c32bb97998a2fafb",
                        "",
                        field("Prompt"),
                        field("Completion")),
                PythonModule.of(
                                "medtext/utils_perplexity.py",
                                "d960b276be0a312b9222d0be5cc22e2969e16f156553852b40202e5fb04a2bf6")
                        .results("process_results", perplexity(field("Completion"))),
                written(
                        "mts_dialog/utils.py",
                        "ae589d23f4cb5a74000827fde9b0f04cd63d23856efdd24d533c8ebd640e9726",
                        "",
                        field("dialogue"),
                        field("section_text")),
                PythonModule.of(
                                "mts_dialog/utils_perplexity.py",
                                "b026d8cff3528f75a0cc9f74dcf4d83d8a9d719bd210c1089f3090aa8113d2ee")
                        .results("process_results", perplexity(field("section_text"))),
                written(
                                "olaph/utils.py",
                                "20b2511dfb3037420e13c71abffec4c12387a3cd38b143fabf8cc509d5ebe905",
                                "",
                                field("Question"),
                                field("Free_form_answer"))
                        .rows("process_docs", MedicalTexts::tenth),
                PythonModule.of(
                                "olaph/utils_perplexity.py",
                                "f5b3c2bbc2cc382fe0ca48520ccc2f175c0f650c7e1339d6b6974f315225fadc")
                        .results("process_results", perplexity(field("Free_form_answer"))),
                written(
                        "meqsum/utils.py",
                        "95af2410064fe5f4c0bd4a38b590687e9d788c91eb5b4c7e900cc16f3c84c4e2",
                        "_gen",
                        MedicalTexts::message,
                        field("Summary")),
                written(
                        "mediqa_qa2019/utils.py",
                        "338c2a92b69118bcf9d3f5f892a4bec00aa0d05387c9b1c9b1362f09798bf782",
                        "_gen",
                        document -> Fields.get(Fields.map(document, "QUESTION"), "QuestionText"),
                        MedicalTexts::firstAnswer),
                PythonModule.of(
                                "mediqa_qa2019/utils_perplexity.py",
                                "48f4dcdb0fb85e9ba16b94a075962afe23395b4f07c9a36c9915c51f8843694f")
                        .text("doc_to_target", MedicalTexts::firstAnswer)
                        .results("process_results", (document, results) -> {
                            Map<String, @Nullable Object> scores =
                                    perplexity(MedicalTexts::firstAnswer).apply(document, results);
                            scores.put("perplexity", results.getFirst());
                            return scores;
                        }),
                written(
                        "mimic_repsum/utils.py",
                        "7bd551be35468d1bdb9f2e98d3d56c31cd69ed26af39828f1e97821597ec1f0d",
                        "",
                        document ->
                                "Given the findings: %s.\nSummarize the findings.".formatted(report(document).findings),
                        document -> report(document).impressions),
                PythonModule.of(
                                "mimic_repsum/utils_perplexity.py",
                                "acf21e7b2e822eac37ae31f2cd4caedf6fb3fc92b076e7625354a0f4d45431ff")
                        .results("process_results", perplexity(document -> report(document).impressions)),
                PythonModule.of(
                                "meddialog/utils.py",
                                "24f74b891dac9f1a7a1f8016f9183ffa93c84fc9860070fa385140deaac26fec")
                        .text("doc_to_text_raw", field("description"))
                        .text("doc_to_target_raw", raw)
                        .results("process_results_gen_raw", MODELS)
                        .text("doc_to_text_qsumm", field("src"))
                        .text("doc_to_target_qsumm", field("tgt"))
                        .results("process_results_gen_qsumm", MODELS),
                PythonModule.of(
                                "meddialog/utils_perplexity.py",
                                "ac2527ed28534bdddc83a336d32f3851418cff11e98739bc95584c4d52e141d8")
                        .results("process_results_raw", perplexity(raw))
                        .results("process_results_qsumm", perplexity(field("tgt"))));
    }

    private static PythonModule written(
            String file, String hash, String end, TaskFunction.OfDocument text, TaskFunction.OfDocument target) {
        return PythonModule.of(file, hash)
                .text("doc_to_text", text)
                .text("doc_to_target", target)
                .results("process_results" + end, MODELS);
    }

    private static TaskFunction.OfDocument field(String name) {
        return document -> Fields.get(document, name);
    }

    /** The log-likelihood of a text, with the numbers of its words and bytes. */
    private static TaskFunction.OfResults perplexity(TaskFunction.OfDocument target) {
        return (Map<String, @Nullable Object> document, List<@Nullable Object> results) -> {
            if (!(target.apply(document) instanceof String text)) {
                throw new FormatException("a document has no text whose perplexity could be measured");
            }
            Object likelihood = results.getFirst();
            PythonTuple ofBytes = PythonTuple.of(likelihood, (long) text.getBytes(StandardCharsets.UTF_8).length);
            return Metrics.of(
                    "word_perplexity",
                    PythonTuple.of(likelihood, (long) BLANKS.split(text).size()),
                    "byte_perplexity",
                    ofBytes,
                    "bits_per_byte",
                    ofBytes);
        };
    }

    private static @Nullable Object firstAnswer(Map<String, @Nullable Object> document) {
        List<@Nullable Object> answers = Fields.list(Fields.map(document, "QUESTION"), "AnswerList");
        if (!answers.isEmpty() && answers.getFirst() instanceof Map<?, ?> first) {
            return Fields.get(Fields.map(first, "Answer"), "AnswerText");
        }
        throw new FormatException("the question of a document has no answers");
    }

    private static String message(Map<String, @Nullable Object> document) {
        String text = Fields.text(document, "CHQ");
        int start = text.indexOf(MESSAGE);
        if (start < 0) {
            return text;
        }
        int size = Python.len(text);
        return PythonText.slice(text, Math.min(size, Python.len(text.substring(0, start)) + AFTER_MESSAGE), size);
    }

    /** The parts of a radiologist's report. */
    private record Report(String impressions, String findings) {}

    private static Report report(Map<String, @Nullable Object> document) {
        String text = Fields.text(document, "extractive_notes_summ");
        int size = text.length();
        int impression = place(IMPRESSION, text);
        int finding = place(FINDING, text);
        boolean isFirst = impression < finding;
        String impressions = part(text, impression, isFirst ? finding : size);
        String findings = part(text, finding, isFirst ? size : impression);
        if (Python.len(findings) < SHORT && Python.len(impressions) > SHORT) {
            findings = slice(text, 0, impression);
        }
        return new Report(impressions, findings);
    }

    /** Returns where a word stands; -1 if it does not, which Python takes for the place of the last character. */
    private static int place(PythonRegex word, String text) {
        PythonMatch match = word.search(text);
        return match == null ? -1 : match.start();
    }

    private static String part(String text, int start, int end) {
        return PythonText.split(slice(text, start, end), "     ", -1).getFirst();
    }

    private static String slice(String text, int start, int end) {
        int last = text.isEmpty() ? 0 : text.offsetByCodePoints(text.length(), -1);
        int from = start < 0 ? last : start;
        int to = end < 0 ? last : end;
        return from < to ? text.substring(from, to) : "";
    }

    private static PythonModule classes() {
        return PythonModule.of(
                        "med_text_classification/utils.py",
                        "67515c9ab06ebc56eea7ef5ee780f7324621de0a9612f18ad8bfd76d8c8037c4")
                .rows("process_docs_hard", rows -> rows)
                .rows("process_docs", MedicalTexts::tenth)
                .text("doc_to_choice_easy", _ -> TOPICS)
                .text("doc_to_choice_hard", _ -> SPECIALTIES)
                .text("doc_to_text_easy", document -> {
                    StringBuilder choices = new StringBuilder();
                    for (int i = 0; i < TOPICS.size(); i++) {
                        choices.append((char) ('A' + i))
                                .append(". ")
                                .append(TOPICS.get(i))
                                .append(" \n");
                    }
                    return "Classify the topic of the following medical text into one of the following choices. \nText: %s \n"
                                    .formatted(Python.str(Fields.get(document, "text")))
                            + "Choices: \n" + choices + " Answer:";
                })
                .text("doc_to_target_easy", document -> PythonNumbers.integer(Fields.get(document, "class")) - 1)
                .text(
                        "doc_to_text_hard",
                        document ->
                                "Select the medical specialty the following text is talking about among the following"
                                        + " choices. \nText: %s \nChoices: %s\n Answer:"
                                                .formatted(
                                                        Python.str(Fields.get(document, "transcription")),
                                                        Python.repr(SPECIALTIES)))
                .text("doc_to_target_hard", document -> {
                    int place = SPECIALTIES.indexOf(Python.str(Fields.get(document, "medical_specialty")));
                    if (place < 0) {
                        throw new FormatException("the specialty of a document is none that is asked for");
                    }
                    return (long) place;
                });
    }

    private static Rows tenth(Rows rows) {
        return new Rows(rows.columns(), rows.rows().subList(0, (int) (0.1 * rows.size())));
    }
}
