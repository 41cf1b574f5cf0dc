package org.menura.eval.task.function;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.menura.eval.task.yaml.FunctionReference;
import org.menura.format.FormatException;
import org.menura.format.Sha256;

/** The functions that are known, by the hash of their Python file and their name. */
public final class TaskFunctions {
    private static final Map<String, PythonModule> MODULES = new HashMap<>();

    static {
        Stream.of(
                        AfricanTexts.modules(),
                        AraDice.modules(),
                        ArabCulture.modules(),
                        Bbq.modules(),
                        BigBenchHard.modules(),
                        CodeTexts.modules(),
                        Completion.modules(),
                        Coqa.modules(),
                        Drop.modules(),
                        Emotions.modules(),
                        FinanceQuestions.modules(),
                        ForeignScores.modules(),
                        FrenchQuestions.modules(),
                        Gpqa.modules(),
                        IberianQuestions.modules(),
                        IndicQuestions.modules(),
                        InfiniteBench.modules(),
                        Instructions.modules(),
                        ItalianTexts.modules(),
                        JapaneseQuestions.modules(),
                        KoreanCulture.modules(),
                        KoreanMath.modules(),
                        KoreanQuestions.modules(),
                        LongAnswers.modules(),
                        LongBench.modules(),
                        MathAnswers.modules(),
                        MedicalTexts.modules(),
                        Metabench.modules(),
                        MinervaMath.modules(),
                        MmluProX.modules(),
                        MoroccanQuestions.modules(),
                        Multilingual.modules(),
                        MultilingualSquad.modules(),
                        NorwegianQuestions.modules(),
                        PaperQuestions.modules(),
                        Passages.modules(),
                        ProgramValues.modules(),
                        Programs.modules(),
                        PubMedQa.modules(),
                        PythonClasses.modules(),
                        Questions.modules(),
                        RecordAnswers.modules(),
                        RegionalQuestions.modules(),
                        ScoreTasks.modules(),
                        SpanishBbq.modules(),
                        Stereotypes.modules(),
                        Summaries.modules(),
                        SuperGlue.modules(),
                        TranslatedQuestions.modules(),
                        TruthfulQa.modules(),
                        WikiText.modules(),
                        MediaScores.modules())
                .flatMap(List::stream)
                .forEach(module -> module.hashes().forEach(hash -> MODULES.put(hash, module)));
    }

    private TaskFunctions() {}

    /**
     * Finds the function that a task file names.
     *
     * @throws FormatException if its Python file is not there, was edited, or is none whose functions are known
     */
    public static TaskFunction find(FunctionReference reference) {
        Path file = file(reference);
        if (reference.module().isEmpty() || !Files.isRegularFile(file)) {
            throw new FormatException(
                    "the function %s is in no file: there is no %s".formatted(reference.name(), file));
        }
        PythonModule module = MODULES.get(hash(file));
        Path folder = Objects.requireNonNull(file.toAbsolutePath().normalize().getParent());
        TaskFunction function = module == null ? null : module.functions(folder).get(reference.function());
        if (module == null) {
            throw new FormatException(
                    "the function %s can't be run: %s is not one of the Python files of lm-evaluation-harness 0.4.13 whose"
                                    .formatted(reference.name(), file)
                            + " functions are known here, byte for byte");
        }
        if (function == null) {
            throw new FormatException(
                    "the function %s can't be run: of %s other functions are known here, but not this one"
                            .formatted(reference.name(), file));
        }
        module.siblings().forEach((name, hash) -> {
            Path sibling = file.resolveSibling(name);
            if (!Files.isRegularFile(sibling) || !hash(sibling).equals(hash)) {
                throw new FormatException("the function %s can't be run: %s, which its file imports, is not that of"
                                .formatted(reference.name(), sibling)
                        + " lm-evaluation-harness 0.4.13");
            }
        });
        return function;
    }

    /** Finds the file of a reference: one by the name of the installed library lies where the folders above say. */
    private static Path file(FunctionReference reference) {
        Path named = reference.file();
        String library = "lm_eval.tasks.";
        if (Files.isRegularFile(named) || !reference.module().startsWith(library)) {
            return named;
        }
        String below = reference.module().substring(library.length()).replace('.', '/') + ".py";
        for (Path folder = reference.folder().toAbsolutePath().normalize();
                folder != null;
                folder = folder.getParent()) {
            Path file = folder.resolve(below);
            if (Files.isRegularFile(file)) {
                return file;
            }
        }
        return named;
    }

    private static String hash(Path file) {
        try {
            return Sha256.of(file);
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + file, e);
        }
    }
}
