package org.menura.eval.task.function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonRegex;
import org.menura.format.python.PythonText;

/** LongProc (X. Ye et al., 2025): long answers that follow a procedure, by their end and by how far they are right. */
final class LongAnswers {
    private static final PythonRegex FILLERS =
            PythonRegex.compile("\\b(a|an|the|on|in|at|the|step|thinks|think|believes"
                    + "|believe|is|are|of|location|know|knows|belief)\\b");
    private static final PythonRegex ARTICLES = PythonRegex.compile("\\b(a|an|the)\\b");
    private static final PythonRegex VISIT = PythonRegex.compile("\\d+-\\d+");
    private static final PythonRegex FLIGHT = PythonRegex.compile(".*Day (\\d+).*from (\\w+) to (\\w+)");
    private static final PythonRegex DAYS = PythonRegex.compile("European cities for (\\d+) days");
    private static final String PROCEDURE = "<Solving Procedure>";

    private LongAnswers() {}

    static List<PythonModule> modules() {
        return List.of(
                PythonModule.of("longproc/utils.py", "8f5ab43bbdc0b6181cb7534ce9df1cfee24051a45082f2c0630108dd3f353956")
                        .rows(
                                "process_docs",
                                rows -> rows.map(document ->
                                        Metrics.of("metadata_parsed", parsed(Fields.text(document, "metadata"))))),
                PythonModule.of(
                                "longproc/metrics.py",
                                "2a72beb33de308e4361149af87f73b997016fc6f1743ec381134a84ba21a0dd8")
                        .results("process_results_path_traversal", LongAnswers::route)
                        .results("process_results_tom_tracking", LongAnswers::beliefs)
                        .results("process_results_countdown", Countdown::scores)
                        .results("process_results_travel_planning", LongAnswers::travel)
                        .results(
                                "process_results_html_to_tsv",
                                new TaskFunction.Unscored("its tables are compared by the Python library pandas"))
                        .results(
                                "process_results_pseudo_to_code",
                                new TaskFunction.Unscored("its programs are in C++")));
    }

    private static @Nullable Object parsed(String json) {
        try {
            return Python.fromJson(new ObjectMapper().readTree(json));
        } catch (JsonProcessingException e) {
            throw new FormatException("the metadata of a document is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    static Map<String, @Nullable Object> scores(double accuracy, double partial, double extracted) {
        return Metrics.of(
                "score", accuracy, "accuracy", accuracy, "partial_accuracy", partial, "extraction_rate", extracted);
    }

    /** Returns what stands between tags; null where one of them is missing. */
    static @Nullable String tagged(String answer, String tag) {
        int start = answer.indexOf("<" + tag + ">");
        int end = answer.indexOf("</" + tag + ">");
        if (start < 0 || end < 0) {
            return null;
        }
        int from = start + tag.length() + 2;
        return from < end ? PythonText.strip(answer.substring(from, end)) : "";
    }

    private static Map<String, @Nullable Object> route(
            Map<String, @Nullable Object> document, List<@Nullable Object> results) {
        String gold = PythonText.strip(Fields.text(document, "reference_output"));
        String said = tagged(String.valueOf(results.getFirst()), "Route");
        if (said == null) {
            return scores(0, 0, 0);
        }
        if (said.equals(gold)) {
            return scores(1, 1, 1);
        }
        List<String> right = PythonText.split(gold, "\n", -1);
        int same = same(right, PythonText.split(said, "\n", -1));
        return scores(0, same < right.size() ? (same + 1.0) / right.size() : 1, 1);
    }

    /** Returns how many items two lists begin with in common. */
    private static int same(List<String> first, List<String> second) {
        int same = 0;
        while (same < Math.min(first.size(), second.size()) && first.get(same).equals(second.get(same))) {
            same++;
        }
        return same;
    }

    private static Map<String, @Nullable Object> beliefs(
            Map<String, @Nullable Object> document, List<@Nullable Object> results) {
        List<String> said = beliefs(String.valueOf(results.getFirst()));
        List<String> gold = beliefs(Fields.text(document, "reference_output"));
        if (said.equals(gold)) {
            return scores(1, 1, 1);
        }
        return scores(0, gold.isEmpty() ? 0 : (double) same(said, gold) / gold.size(), 1);
    }

    private static List<String> beliefs(String answer) {
        String listed = String.join(
                "\n",
                PythonText.lines(answer, false).stream()
                        .filter(line -> PythonText.strip(line).startsWith("-"))
                        .toList());
        List<String> beliefs = new ArrayList<>();
        for (String line : PythonText.split(PythonText.strip(listed), "\n", -1)) {
            String belief = line.startsWith("-") ? bare(line.substring(1), FILLERS) : "";
            if (!belief.isEmpty()) {
                beliefs.add(belief);
            }
        }
        return beliefs;
    }

    private static String bare(String text, PythonRegex dropped) {
        boolean isBelief = Objects.equals(dropped, FILLERS);
        String plain = Squad.without(
                PythonCharacters.lower(text), c -> Squad.PUNCTUATION.indexOf(c) >= 0 || isBelief && c == '’');
        return String.join(" ", PythonText.split(dropped.sub(" ", plain)));
    }

    private static Map<String, @Nullable Object> travel(
            Map<String, @Nullable Object> document, List<@Nullable Object> results) {
        String answer = String.valueOf(results.getFirst());
        String plan = tagged(answer, "Plan");
        Map<?, ?> metadata = Fields.map(document, "metadata_parsed");
        boolean isRight = plan != null && isRight(metadata, stays(plan));
        double partial = isRight ? 1 : procedure(answer, Fields.text(document, "reference_output"));
        return scores(isRight ? 1 : 0, partial, plan == null ? 0 : 1);
    }

    /** A city, and how many days are spent there. */
    private record Stay(String city, long days) {}

    private static boolean isRight(Map<?, ?> metadata, List<Stay> stays) {
        List<String> cities = parts(Fields.text(metadata, "ground_truth_cities"));
        List<String> days = parts(Fields.text(metadata, "ground_truth_durations"));
        if (cities.isEmpty() || days.size() < cities.size()) {
            throw new FormatException("a journey of a document lacks cities or durations");
        }
        for (int i = 0; i < cities.size(); i++) {
            Stay right = new Stay(cities.get(i), PythonNumbers.integer(days.get(i)));
            if (i >= stays.size() || !stays.get(i).equals(right)) {
                return false;
            }
        }
        return true;
    }

    private static List<String> parts(String list) {
        return PythonText.split(list, "**", -1).stream()
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private static List<Stay> stays(String plan) {
        List<String> visits = new ArrayList<>();
        List<Long> days = new ArrayList<>(List.of(1L));
        List<String> cities = new ArrayList<>();
        long all = -1;
        for (String line : PythonText.split(plan, "\n", -1)) {
            var total = DAYS.search(line);
            if (total != null) {
                all = PythonNumbers.integer(total.group(1));
            }
            var visit = VISIT.search(line);
            if (visit != null) {
                visits.add(visit.text(0));
                if (lastDay(visit.text(0)) == all) {
                    break;
                }
            }
            var flight = FLIGHT.search(line);
            if (flight != null) {
                days.add(PythonNumbers.integer(flight.group(1)));
                if (cities.isEmpty()) {
                    cities.add(flight.text(2));
                }
                cities.add(flight.text(3));
            }
        }
        List<Stay> stays = new ArrayList<>();
        if (!visits.isEmpty() && !cities.isEmpty()) {
            days.add(lastDay(visits.getLast()));
            for (int i = 0; i < cities.size(); i++) {
                stays.add(new Stay(cities.get(i), days.get(i + 1) - days.get(i) + 1));
            }
        }
        return stays;
    }

    private static long lastDay(String visit) {
        return PythonNumbers.integer(visit.substring(visit.indexOf('-') + 1));
    }

    private static double procedure(String answer, String reference) {
        String heading = "Output the plan in the required format:";
        List<String> parts = PythonText.split(reference.replace(heading, ""), PROCEDURE, -1);
        if (parts.size() < 2) {
            throw new FormatException("the reference of a document has no %s".formatted(Python.repr(PROCEDURE)));
        }
        String said = answer.replace(heading, "");
        if (said.contains(PROCEDURE)) {
            said = PROCEDURE + PythonText.split(said, PROCEDURE, -1).get(1);
        }
        List<String> right = lines(PROCEDURE + parts.get(1));
        List<String> lines = lines(said);
        int both = Math.min(right.size(), lines.size());
        int place = 0;
        // The last of the lines is not counted, also where it is right.
        while (place < both - 1 && bare(lines.get(place), ARTICLES).contains(bare(right.get(place), ARTICLES))) {
            place++;
        }
        return right.isEmpty() ? 0 : (double) place / right.size();
    }

    private static List<String> lines(String text) {
        return PythonText.split(PythonText.strip(text), "\n", -1).stream()
                .filter(line -> !PythonText.strip(line).isEmpty())
                .map(PythonText::stripRight)
                .toList();
    }
}
