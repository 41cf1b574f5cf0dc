package org.menura.eval.code;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.eval.model.AnswerSink;
import org.menura.eval.model.EvalModel;
import org.menura.eval.model.GenerationRequest;
import org.menura.eval.model.GenerationSettings;

/** Lets a model solve problems and runs what it wrote. */
public final class CodeBenchmark {
    private CodeBenchmark() {}

    /**
     * What a model's programs did.
     *
     * @param passAtK values by name
     * @param verdicts for each problem those of its answers
     * @param programs for each problem its programs, without tests
     */
    public record Outcome(
            List<CodeProblem> problems,
            Map<String, Double> passAtK,
            List<List<Verdict>> verdicts,
            List<List<String>> programs) {

        /** Returns all figures by name, and each program's verdict, for JSON. */
        public Map<String, Object> values() {
            Map<String, Object> out = new LinkedHashMap<>(passAtK);
            out.put("problems", problems.size());
            out.put("ends", counts());
            Map<String, Object> each = new LinkedHashMap<>();
            for (int p = 0; p < problems.size(); p++) {
                each.put(
                        problems.get(p).id(),
                        verdicts.get(p).stream().map(Verdict::result).toList());
            }
            out.put("verdicts", each);
            return out;
        }

        /** Counts how the programs ended: {@code passed}, {@code timed out}, {@code failed}. */
        public Map<String, Integer> counts() {
            Map<String, Integer> out = new LinkedHashMap<>();
            verdicts.forEach(problem -> problem.forEach(
                    v -> out.merge(v.result().startsWith("failed") ? "failed" : v.result(), 1, Integer::sum)));
            return out;
        }
    }

    /**
     * Asks for answers to each problem and runs them.
     *
     * @param answers n, how many answers are drawn for each problem
     * @param temperature 0 for the most likely answer; then n should be 1
     * @param ks the k of pass@k; those greater than n are left out
     */
    public static Outcome run(
            EvalModel model,
            List<CodeProblem> problems,
            int answers,
            double temperature,
            List<Integer> ks,
            CodeEval code) {
        List<GenerationRequest> requests = new ArrayList<>();
        for (CodeProblem problem : problems) {
            Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
            arguments.put("until", problem.until());
            arguments.put("max_gen_toks", 1024);
            arguments.put("do_sample", temperature > 0);
            if (temperature > 0) {
                arguments.put("temperature", temperature);
            }
            GenerationRequest request = new GenerationRequest(problem.prompt(), new GenerationSettings(arguments));
            for (int i = 0; i < answers; i++) {
                requests.add(request);
            }
        }
        List<String> said = model.generate(requests, AnswerSink.none());
        List<List<String>> programs = new ArrayList<>();
        for (int p = 0; p < problems.size(); p++) {
            CodeProblem problem = problems.get(p);
            programs.add(said.subList(p * answers, (p + 1) * answers).stream()
                    .map(problem::program)
                    .toList());
        }
        List<List<Verdict>> verdicts =
                code.verdicts(problems.stream().map(CodeProblem::tests).toList(), programs);
        return new Outcome(problems, CodeEval.passAtK(verdicts, ks), verdicts, programs);
    }
}
