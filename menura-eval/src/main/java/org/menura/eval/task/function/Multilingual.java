package org.menura.eval.task.function;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.eval.metric.Classification;
import org.menura.eval.task.data.Rows;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonText;
import org.menura.format.python.PythonTuple;

/** Questions in many languages: Global MMLU, MMMLU, INCLUDE, and those of Basque, Chinese and others. */
final class Multilingual {
    private static final List<String> SUBJECTS = List.of(
            "abstract_algebra",
            "anatomy",
            "astronomy",
            "business_ethics",
            "clinical_knowledge",
            "college_biology",
            "college_chemistry",
            "college_computer_science",
            "college_mathematics",
            "college_medicine",
            "college_physics",
            "computer_security",
            "conceptual_physics",
            "econometrics",
            "electrical_engineering",
            "elementary_mathematics",
            "formal_logic",
            "global_facts",
            "high_school_biology",
            "high_school_chemistry",
            "high_school_computer_science",
            "high_school_european_history",
            "high_school_geography",
            "high_school_government_and_politics",
            "high_school_macroeconomics",
            "high_school_mathematics",
            "high_school_microeconomics",
            "high_school_physics",
            "high_school_psychology",
            "high_school_statistics",
            "high_school_us_history",
            "high_school_world_history",
            "human_aging",
            "human_sexuality",
            "international_law",
            "jurisprudence",
            "logical_fallacies",
            "machine_learning",
            "management",
            "marketing",
            "medical_genetics",
            "miscellaneous",
            "moral_disputes",
            "moral_scenarios",
            "nutrition",
            "philosophy",
            "prehistory",
            "professional_accounting",
            "professional_law",
            "professional_medicine",
            "professional_psychology",
            "public_relations",
            "security_studies",
            "sociology",
            "us_foreign_policy",
            "virology",
            "world_religions");
    private static final List<String> DOMAINS = List.of(
            "Applied Science",
            "Arts & Humanities",
            "Business & Commerce",
            "Driving License",
            "General knowledge",
            "Health oriented education",
            "Marine License",
            "Medical License",
            "Professional certification",
            "STEM",
            "Social Science");
    private static final List<String> CATEGORIES =
            List.of("Business", "Humanities", "Medical", "Other", "STEM", "Social Sciences");

    private Multilingual() {}

    static List<PythonModule> modules() {
        List<PythonModule> modules = new ArrayList<>(List.of(
                subjects(
                        PythonModule.of(
                                "global_mmlu/full/am/utils.py",
                                "b4012dd2b1a508885d23ee2ddb12bc26f3e622081ba41ec1ab766edc31a4982b"),
                        "process_",
                        "subject",
                        ""),
                categories(
                        "global_mmlu/default/ar/utils.py",
                        "9776c2ffc09ae0569d2cea41856f7a9c712a38362c8ea33ac61239005062df0f",
                        "subject_category",
                        CATEGORIES),
                categories(
                        "include/default/Albanian/utils.py",
                        "280dbae55143a4d1be55783551e7d508b01a0d840066e5d5f3b9b6ae40966477",
                        "domain",
                        DOMAINS),
                mmmlu(),
                PythonModule.of("bigbench/utils.py", "ffe5920d8ee35daa9271be669629b928a76ac82ede88bdb21683c56785efa474")
                        .rows(
                                "filter_multiple_choice",
                                rows -> rows.filter(row -> !Fields.list(row, "multiple_choice_targets")
                                        .isEmpty())),
                PythonModule.of(
                                "aradice/ArabicMMLU/EGY/metrics.py",
                                "47597e2fd7dfb2734b5b709dd66c81547d108e32262bada950536c60f84a0c44")
                        .values("macro_f1_score", values -> scores(values).macroF1())
                        .values("micro_f1_score", values -> scores(values).accuracy())
                        .values("weighted_f1_score", values -> scores(values).weightedF1()),
                PythonModule.of(
                                "eus_exams/utils.py",
                                "4ff455d4899e2ab9e755e35cda767c6dd70bc9554f673496b52233c134b60d6c")
                        .rows("process_docs", rows -> rows.filter(Multilingual::isAnswered)),
                PythonModule.of("paws-x/utils.py", "9a41d04f937b941f8fe68aa2853c293c0d324d3419dd81bf7dcebe8df24e482c")
                        .rows("process_docs_paraphrases", Multilingual::paraphrases),
                lettered(
                        "tmmluplus/default/utils.py",
                        "9907be363638a9b63b59829354de626d6d1310caff80ecfbf400fcb08973ac1f",
                        false),
                lettered(
                        "tmlu/default/utils.py",
                        "a3b885e9735f861776ca5bbee5f06d95ecad98cf11df1cf4bbe7fd457afffdbc",
                        true)));
        modules.addAll(llama());
        modules.addAll(AfricanQuestions.modules());
        modules.addAll(ArabicQuestions.modules());
        modules.addAll(OkapiQuestions.modules());
        return modules;
    }

    private static PythonModule subjects(PythonModule module, String prefix, String field, String before) {
        for (String subject : SUBJECTS) {
            String wanted = before + subject;
            module.rows(prefix + subject, rows -> rows.filter(row -> wanted.equals(Fields.get(row, field))));
        }
        return module;
    }

    private static PythonModule categories(String file, String hash, String field, List<String> categories) {
        PythonModule module = PythonModule.of(file, hash);
        for (String category : categories) {
            String name = category.toLowerCase(Locale.ROOT).replace(" & ", "_").replace(' ', '_');
            module.rows("process_" + name, rows -> rows.filter(row -> category.equals(Fields.get(row, field))));
        }
        return module;
    }

    private static PythonModule mmmlu() {
        PythonModule module = PythonModule.of(
                        "openai-mmmlu/default/utils.py",
                        "49aaaf0034ee7413385b68533fa22f5d664dc4c97f814985c353156f6ad6a85d")
                .beside("../subjects.json", "0937f6a5031bce8d2fa190dbcc2a94997dbad92f7362f0cc9f4342cdfbc91f55");
        for (String subject : SUBJECTS) {
            module.rows(
                    "process_" + subject,
                    rows -> rows.filter(row -> subject.equals(withoutFile(Fields.get(row, "Subject")))));
        }
        return module;
    }

    /** Drops the name of a CSV file behind a subject. */
    private static @Nullable Object withoutFile(@Nullable Object subject) {
        if (subject instanceof String text) {
            for (String end : List.of("_test.csv", "_test-")) {
                int at = text.indexOf(end);
                if (at >= 0) {
                    return text.substring(0, at);
                }
            }
        }
        return subject;
    }

    private static List<PythonModule> llama() {
        Map<String, String> hashes = Map.of(
                "de", "dda88dd84883bc5ca021dbc243d852c0676d861c334b29bf727ceae28042f8ec",
                "es", "158bc3053efb54cf56fa8e65004a547d4e33df5352ed214822d6a5830a76e71a",
                "fr", "22cd22866cf35c164df9b64dce59f448e6c8a44899f12bbdd2de9297203171f4",
                "hi", "58142960109ac3c7dfec0167bffe1a4cda5b773bc01b5530d61f959f740f41a5",
                "it", "9e11710d3d95fe8debee8835db50993a0dbb8ebad966aac54a473eb9514a775c",
                "pt", "50e74c808630015bbdc7bda1e2de4bcc7a52a863f58c14b7b01a621c6939aed8",
                "th", "eae32645e56c57e8a8b963e95b14d1a4b66277b5514a04f33e0a3bbb39267856");
        List<PythonModule> modules = new ArrayList<>();
        hashes.forEach((language, hash) -> modules.add(subjects(
                PythonModule.of("llama3/instruct/mmlu_%s/utils.py".formatted(language), hash),
                "process_docs_",
                "subtask_name",
                "mmlu_%s_chat.".formatted(language))));
        return modules;
    }

    static Classification scores(List<@Nullable Object> values) {
        return Classification.of(column(values, 0), column(values, 1));
    }

    /** Returns what stands at a place of each value: of a tuple, or of the list of target and answer. */
    static List<@Nullable Object> column(List<@Nullable Object> values, int column) {
        List<@Nullable Object> out = new ArrayList<>();
        for (Object value : values) {
            List<?> pair = value instanceof PythonTuple tuple
                    ? tuple.items()
                    : value instanceof List<?> list ? list : List.of();
            if (pair.size() <= column) {
                throw new FormatException("a score of a document is %s, not a pair".formatted(Python.repr(value)));
            }
            out.add(pair.get(column));
        }
        return out;
    }

    private static boolean isAnswered(Map<String, @Nullable Object> row) {
        return Fields.get(row, "answer") instanceof Long answer
                && answer >= 0
                && answer <= 3
                && !Fields.list(row, "candidates").equals(List.of("", "", "", ""));
    }

    private static Rows paraphrases(Rows rows) {
        return rows.filter(
                        row -> Python.truth(Fields.get(row, "sentence1")) && Python.truth(Fields.get(row, "sentence2")))
                .map(document -> {
                    String first = PythonText.strip(SuperGlue.plain(Fields.text(document, "sentence1")));
                    if (first.endsWith(".") || first.endsWith(",") || first.endsWith(";")) {
                        first = first.substring(0, first.length() - 1);
                    }
                    String second = PythonText.strip(SuperGlue.plain(Fields.text(document, "sentence2")));
                    if (second.isEmpty()) {
                        throw new FormatException("the second sentence of a document is blank");
                    }
                    int end = second.offsetByCodePoints(0, 1);
                    document.put("sentence1", first);
                    document.put("sentence2", PythonCharacters.lower(second.substring(0, end)) + second.substring(end));
                    return document;
                });
    }

    private static PythonModule lettered(String file, String hash, boolean more) {
        return PythonModule.of(file, hash)
                .rows(
                        "process_docs",
                        rows -> rows.map(document -> {
                            List<@Nullable Object> choices = options(document);
                            int known = choices.size();
                            StringBuilder letters = new StringBuilder("ABCD");
                            for (String letter : more ? List.of("E", "F") : List.<String>of()) {
                                if (Python.truth(document.get(letter))) {
                                    letters.append(letter);
                                    choices.add(document.get(letter));
                                }
                            }
                            String answer = Fields.text(document, "answer");
                            int goal = answer.length() == 1 ? letters.indexOf(answer) : -1;
                            if (goal < 0) {
                                throw new FormatException("the answer of a document is %s, but it has %d choices"
                                        .formatted(Python.repr(answer), Math.max(known, letters.length())));
                            }
                            return Metrics.of(
                                    "questions", Fields.get(document, "question"), "choices", choices, "goal", (long)
                                            goal);
                        }));
    }

    static List<@Nullable Object> options(Map<String, @Nullable Object> document) {
        List<@Nullable Object> options = new ArrayList<>();
        for (String letter : List.of("A", "B", "C", "D")) {
            options.add(Fields.get(document, letter));
        }
        return options;
    }

    static long letter(Map<String, @Nullable Object> document, String field, String letters) {
        String answer = Fields.text(document, field);
        int index = answer.length() == 1 ? letters.indexOf(answer) : -1;
        if (index < 0) {
            throw new FormatException("the answer of a document is %s, not one of the letters %s"
                    .formatted(Python.repr(answer), letters));
        }
        return index;
    }
}
