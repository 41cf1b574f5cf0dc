package org.menura.eval.code;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;

/** Programs against their tests: what counts as passed, and the estimate over answers. */
@Tag("slow")
class CodeEvalTest {
    private static final String ADD_TEST = "def check(f):\n    assert f(1, 2) == 3\n\ncheck(add)";

    @TempDir
    Path folder;

    private static CodeEval python() {
        return python(Duration.ofSeconds(30));
    }

    private static CodeEval python(Duration timeout) {
        try {
            return new CodeEval(PythonPrograms.open(timeout, true), 2);
        } catch (FormatException e) {
            assumeTrue(false, e.getMessage());
            throw e;
        }
    }

    @Test
    void theEstimateIsTheShareOfDrawsWithARightAnswer() {
        for (int n = 1; n <= 7; n++) {
            for (int c = 0; c <= n; c++) {
                for (int k = 1; k <= n; k++) {
                    assertEquals(share(n, c, k), PassAtK.estimate(n, c, k), 1e-12, n + " " + c + " " + k);
                }
            }
        }
        assertEquals(0.05, PassAtK.estimate(200, 10, 1), 1e-12);
        assertThrows(IllegalArgumentException.class, () -> PassAtK.estimate(3, 1, 4));
    }

    /** Counts the subsets of k out of n answers, of which the first c are right, that hold a right one. */
    private static double share(int n, int c, int k) {
        int all = 0;
        int with = 0;
        for (int set = 0; set < 1 << n; set++) {
            if (Integer.bitCount(set) == k) {
                all++;
                with += (set & ((1 << c) - 1)) != 0 ? 1 : 0;
            }
        }
        return (double) with / all;
    }

    @Test
    void onlyProgramsThatReachTheirEndPass() {
        CodeEval code = python();
        List<String> programs = List.of(
                "def add(a, b):\n    return a + b",
                "def add(a, b):\n    print('x' * 3000000)\n    return a + b",
                "def add(a, b):\n    return a - b",
                "def add(a, b):\n    import os\n    os._exit(0)",
                "def add(a, b):\n    raise SystemExit(0)",
                "def add(a, b):\n    return int(input())",
                "def add(a, b) return a",
                "def add(a, b):\n    return 'x' * 3000000000");
        List<Verdict> verdicts =
                code.verdicts(List.of(ADD_TEST), List.of(programs)).getFirst();
        List<Boolean> passed = verdicts.stream().map(Verdict::passed).toList();
        assertEquals(List.of(true, true, false, false, false, false, false, false), passed, verdicts::toString);
        CodeEval hasty = python(Duration.ofMillis(300));
        List<String> endless = List.of("def add(a, b):\n    while True: pass");
        assertEquals(
                "timed out",
                hasty.verdicts(List.of(ADD_TEST), List.of(endless))
                        .getFirst()
                        .getFirst()
                        .result());
        assertTrue(
                verdicts.get(6).result().startsWith("failed: expected ':'")
                        || verdicts.get(6).result().startsWith("failed: invalid"),
                verdicts.get(6)::result);
    }

    @Test
    void passAtKIsTheMeanOverProblems() {
        CodeEval code = python();
        List<List<Verdict>> verdicts = code.verdicts(
                List.of("assert x == 1", "assert x == 2"),
                List.of(List.of("x = 1", "x = 2"), List.of("x = 1", "x = 3")));
        assertEquals(Map.of("pass@1", 0.25, "pass@2", 0.5), CodeEval.passAtK(verdicts, List.of(1, 2, 10)));
    }

    @Test
    void problemsOfBothFormsAreRead() throws Exception {
        Path human = Files.writeString(folder.resolve("h.jsonl"), """
                {"task_id": "T/0", "prompt": "def one():\\n", "entry_point": "one", "canonical_solution": "    return 1\\n", "test": "def check(f):\\n    assert f() == 1\\n"}
                """);
        CodeProblem problem = CodeProblem.read(human).getFirst();
        assertEquals("def one():\n    return 1\n", problem.program(problem.solution()));
        assertEquals("def check(f):\n    assert f() == 1\n\ncheck(one)", problem.tests());
        Path mbpp = Files.writeString(folder.resolve("m.jsonl"), """
                {"text": "Give two.", "code": "def two(): return 2", "task_id": 2, "test_setup_code": "", "test_list": ["assert two() == 2"]}
                {"text": "Give three.", "code": "def three(): return 3", "task_id": 11, "test_setup_code": "x = three()", "test_list": ["assert three() == 3", "assert three() != 4"]}
                """);
        List<CodeProblem> some = CodeProblem.read(mbpp);
        assertEquals(1, some.size());
        assertEquals(
                "You are an expert Python programmer, and here is your task: Give two. Your code should pass these tests:\n\n"
                        + "assert two() == 2\n[BEGIN]\ndef two(): return 2\n[DONE]\n\n"
                        + "You are an expert Python programmer, and here is your task: Give three. Your code should pass these tests:\n\n"
                        + "assert three() == 3\nassert three() != 4\n[BEGIN]\n",
                some.getFirst().prompt());
        assertEquals(
                "def three(): return 3", some.getFirst().program(some.getFirst().solution()));
        assertEquals(
                "x = three()\nassert three() == 3\nassert three() != 4",
                some.getFirst().tests());
        assertThrows(
                FormatException.class, () -> CodeProblem.read(Files.writeString(folder.resolve("x"), "{\"a\": 1}")));
    }

    @Test
    void mutatedFilesGiveASentence() throws Exception {
        byte[] good =
                "{\"task_id\": \"T/0\", \"prompt\": \"p\", \"entry_point\": \"one\", \"canonical_solution\": \"s\", \"test\": \"t\"}\n"
                        .repeat(2)
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        Random random = new Random(7);
        int refused = 0;
        for (int i = 0; i < 500; i++) {
            byte[] bad = good.clone();
            for (int j = 0; j <= random.nextInt(4); j++) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            try {
                CodeProblem.read(Files.write(folder.resolve("f"), bad));
            } catch (FormatException e) {
                refused++;
            }
        }
        assertTrue(refused > 100, refused + " refused");
    }
}
