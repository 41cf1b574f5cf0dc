package org.menura.eval.task.function;

import java.util.List;

/** Tasks whose answers are scored by programs that are not here: what they ask is known. */
final class ForeignScores {
    private ForeignScores() {}

    static List<PythonModule> modules() {
        return List.of(
                PythonModule.of(
                                "acpbench/gen_2shot/acp_utils.py",
                                "2ed3a71b23c27fe29e2eb43e485aae7d8dbeba5feb9ffadd5b167fff89da659a")
                        .results(
                                "process_acp_results",
                                new TaskFunction.Unscored(
                                        "its plans are checked by the Python libraries tarski and lark")),
                PythonModule.of(
                                "slr_bench/lm_eval_slr_bench.py",
                                "46283e449905f5e07de449f67a8fb2e6fb7195093d7f0fe83bdc4079406d84e0")
                        .results("process_results", new TaskFunction.Unscored("its rules are checked by SWI-Prolog")));
    }
}
