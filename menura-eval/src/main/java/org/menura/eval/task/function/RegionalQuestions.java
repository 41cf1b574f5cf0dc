package org.menura.eval.task.function;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonText;

/** Questions of a country: Basque quizzes and readings, GreekMMLU, CareQA, COPAL-ID and the Icelandic WinoGrande. */
final class RegionalQuestions {
    private static final String LETTERS = "ABCD";
    private static final String GREEK_LETTERS = "ΑΒΓΔ";
    private static final Map<String, String> GREEK_SUBJECTS = Map.ofEntries(
            Map.entry("Economics", "Οικονομικών"),
            Map.entry("Education", "Παιδαγωγικής"),
            Map.entry("Medicine", "Ιατρικής"),
            Map.entry("Electrical Engineering", "Ηλεκτρολόγων Μηχανικών"),
            Map.entry("Greek Mythology", "Ελληνικής Μυθολογίας"),
            Map.entry("Computer Networks & Security", "Δικτύων Υπολογιστών και Ασφάλειας"),
            Map.entry("Law", "Νομικής"),
            Map.entry("Physics", "Φυσικής"),
            Map.entry("Government and Politics", "Διακυβέρνησης και Πολιτικής"),
            Map.entry("Art", "Τέχνης"),
            Map.entry("Greek Literature", "Νεοελληνικής Λογοτεχνίας"),
            Map.entry("World History", "Παγκόσμιας Ιστορίας"),
            Map.entry("General Knowledge", "Γενικών Γνώσεων"),
            Map.entry("World Religions", "Παγκόσμιων Θρησκειών"),
            Map.entry("Mathematics", "Μαθηματικών"),
            Map.entry("Clinical Knowledge", "Κλινικών Γνώσεων"),
            Map.entry("Driving Rules", "Κανόνων Οδικής Κυκλοφορίας"),
            Map.entry("Biology", "Βιολογίας"),
            Map.entry("Civil Engineering", "Πολιτικών Μηχανικών"),
            Map.entry("Computer Science", "Επιστήμης Υπολογιστών"),
            Map.entry("Geography", "Γεωγραφίας"),
            Map.entry("Chemistry", "Χημείας"),
            Map.entry("Prehistory", "Προϊστορίας"),
            Map.entry("Agriculture", "Γεωργίας"),
            Map.entry("Modern Greek Language", "Νεοελληνικής Γλώσσας"),
            Map.entry("Accounting", "Λογιστικής"),
            Map.entry("Greek History", "Ελληνικής Ιστορίας"),
            Map.entry("Management", "Διοίκησης Επιχειρήσεων"),
            Map.entry("Greek Traditions", "Ελληνικών Παραδόσεων"),
            Map.entry("Maritime Safety and Rescue Operations", "Ναυαγοσωστικων Λειτουργιών και Ασφάλειας στη Θάλασσα"));

    private RegionalQuestions() {}

    static List<PythonModule> modules() {
        return List.of(
                PythonModule.of(
                                "eus_trivia/utils.py",
                                "a85881c7ba58e1ead0142c82c350910ce1fa859c318e2b5c385980594ea3ca5f")
                        .text("doc_to_text", RegionalQuestions::quiz)
                        .text("doc_to_choice", RegionalQuestions::basqueLetters),
                PythonModule.of(
                                "eus_reading/utils.py",
                                "0d728058cb7c54d72953c0bfe26b7901d44b519b4629626f6b6cde32b37e95e6")
                        .text(
                                "doc_to_text_context",
                                document -> "Pasartea: " + shown(document, "context") + "\n\n" + quiz(document))
                        .text("doc_to_choice", RegionalQuestions::basqueLetters),
                PythonModule.of(
                                "greekmmlu/utils.py",
                                "6185189b264bea9a525d5d32bf368c824bd0bc23f2c4479362a56e95e8e9205a")
                        .text("doc_to_text", RegionalQuestions::greek)
                        .text("doc_to_choice", document -> letters(GREEK_LETTERS, Fields.list(document, "choices"))),
                PythonModule.of("careqa/utils.py", "4e97e76b1ca20f1fe6744031c81ea853c9c62cb8c5ec3e043aa9875c2ed05a6f")
                        .text("doc_to_text", RegionalQuestions::care)
                        .text("doc_to_target", document -> PythonNumbers.integer(Fields.get(document, "cop")) - 1),
                PythonModule.of("copal_id/utils.py", "78db673df86af9f6edc2a508c262b3003f16c93137a6a0855b9eba8c7ccd8f5d")
                        .text(
                                "doc_to_text_id",
                                document -> withoutLast(PythonText.strip(Fields.text(document, "premise"))) + " "
                                        + connector(Fields.text(document, "question")))
                        .text(
                                "doc_to_choice",
                                document -> List.of(
                                        uncapitalised(Fields.text(document, "choice1")),
                                        uncapitalised(Fields.text(document, "choice2")))),
                PythonModule.of(
                                "icelandic_winogrande/preprocess_winogrande.py",
                                "ef093a687beb90912e9064e90966df52f52a7f181380e23fc4bc905a47a5112a")
                        .text("doc_to_text", document -> switch (Fields.get(document, "answer")) {
                            case String answer when answer.equals("1") -> 0L;
                            case String answer when answer.equals("2") -> 1L;
                            case null, default ->
                                throw new FormatException("the answer of a document is %s, not \"1\" or \"2\""
                                        .formatted(Python.repr(document.get("answer"))));
                        })
                        .text("doc_to_target", document -> {
                            String end = PythonText.strip(gap(document, (sentence, at) -> sentence.substring(at + 1)));
                            return end.equals(".") ? end : " " + end;
                        })
                        .text("doc_to_choice", document -> {
                            String start = gap(document, (sentence, at) -> sentence.substring(0, at));
                            return List.of(
                                    start + Fields.text(document, "option1"), start + Fields.text(document, "option2"));
                        }));
    }

    private static String shown(Map<String, @Nullable Object> document, String name) {
        return Python.str(Fields.get(document, name));
    }

    private static List<Object> letters(String letters, List<?> choices) {
        if (choices.size() > letters.length()) {
            throw new FormatException("a document has %d choices, more than the %d letters of its task"
                    .formatted(choices.size(), letters.length()));
        }
        List<Object> named = new ArrayList<>();
        for (int i = 0; i < choices.size(); i++) {
            named.add(letters.substring(i, i + 1));
        }
        return named;
    }

    private static String listed(List<Object> letters, String separator, List<?> choices) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < letters.size(); i++) {
            lines.add(letters.get(i) + separator + Python.str(choices.get(i)));
        }
        return String.join("\n", lines);
    }

    private static List<Object> basqueLetters(Map<String, @Nullable Object> document) {
        List<?> candidates = Fields.list(document, "candidates");
        if (candidates.size() < 2) {
            throw new FormatException("a document has %d candidates, not two or more".formatted(candidates.size()));
        }
        return letters(LETTERS, candidates.size() > 4 ? candidates.subList(0, 4) : candidates);
    }

    private static String quiz(Map<String, @Nullable Object> document) {
        return "Galdera: " + shown(document, "question") + "\n"
                + listed(basqueLetters(document), ": ", Fields.list(document, "candidates")) + "\nErantzuna:";
    }

    private static String greek(Map<String, @Nullable Object> document) {
        List<?> choices = Fields.list(document, "choices");
        String subject = shown(document, "subject");
        return "Αυτό είναι μια ερώτηση %s. Επίλεξε τη σωστή απάντηση!\n\nΕρώτηση: %s\n%s\n\n Απάντηση:"
                .formatted(
                        GREEK_SUBJECTS.getOrDefault(subject, subject),
                        shown(document, "question"),
                        listed(letters(GREEK_LETTERS, choices), ". ", choices));
    }

    private static String care(Map<String, @Nullable Object> document) {
        List<@Nullable Object> options = new ArrayList<>();
        for (String name : List.of("op1", "op2", "op3", "op4")) {
            options.add(Fields.get(document, name));
        }
        return "Question: " + Fields.text(document, "question") + "\nChoices:\n"
                + listed(letters(LETTERS, options), ". ", options) + "\nAnswer:";
    }

    private static String connector(String question) {
        return switch (question) {
            case "cause" -> "karena";
            case "effect" -> "maka";
            default ->
                throw new FormatException(
                        "the question of a document is %s, not cause or effect".formatted(Python.repr(question)));
        };
    }

    private static String withoutLast(String text) {
        return text.isEmpty() ? text : text.substring(0, text.offsetByCodePoints(text.length(), -1));
    }

    private static String uncapitalised(String text) {
        if (text.isEmpty()) {
            throw new FormatException("a choice of a document is empty");
        }
        int end = text.offsetByCodePoints(0, 1);
        return PythonCharacters.lower(text.substring(0, end)) + text.substring(end);
    }

    private static String gap(Map<String, @Nullable Object> document, Gap part) {
        String sentence = Fields.text(document, "sentence");
        int at = sentence.indexOf('_');
        if (at < 0) {
            throw new FormatException("the sentence of a document has no _");
        }
        return part.of(sentence, at);
    }

    /** Takes a part of a sentence with a gap. */
    @FunctionalInterface
    private interface Gap {
        String of(String sentence, int at);
    }
}
