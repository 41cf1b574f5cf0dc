package org.menura.eval.task.function;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A Python file of a task family, and what its functions do. */
final class PythonModule {
    private final String file;
    private final Set<String> hashes;
    private final Map<String, TaskFunction> functions = new LinkedHashMap<>();
    private final Map<String, String> siblings = new LinkedHashMap<>();
    private @Nullable Function<Path, Map<String, TaskFunction>> ofFolder;

    private PythonModule(String file, Set<String> hashes) {
        this.file = file;
        this.hashes = hashes;
    }

    /**
     * Creates a module without functions.
     *
     * @param file its file in lm-evaluation-harness' folder of tasks
     * @param hashes SHA-256 of the files that do the same
     */
    static PythonModule of(String file, String... hashes) {
        return new PythonModule(file, Set.of(hashes));
    }

    PythonModule text(String name, TaskFunction.OfDocument function) {
        functions.put(name, function);
        return this;
    }

    PythonModule rows(String name, TaskFunction.OfRows function) {
        functions.put(name, function);
        return this;
    }

    PythonModule drawnRows(String name, TaskFunction.OfDrawnRows function) {
        functions.put(name, function);
        return this;
    }

    PythonModule results(String name, TaskFunction.OfResults function) {
        functions.put(name, function);
        return this;
    }

    PythonModule examples(String name, TaskFunction.Examples function) {
        functions.put(name, function);
        return this;
    }

    PythonModule filter(String name, TaskFunction.OfFilter function) {
        functions.put(name, function);
        return this;
    }

    PythonModule answer(String name, TaskFunction.OfAnswer function) {
        functions.put(name, function);
        return this;
    }

    PythonModule values(String name, TaskFunction.OfValues function) {
        functions.put(name, function);
        return this;
    }

    PythonModule drawnValues(String name, TaskFunction.OfDrawnValues function) {
        functions.put(name, function);
        return this;
    }

    PythonModule task(String name, TaskFunction.OfTask task) {
        functions.put(name, task);
        return this;
    }

    /** Names a file beside it that it imports, which must be unchanged as well. */
    PythonModule beside(String name, String hash) {
        siblings.put(name, hash);
        return this;
    }

    /** Gives the module functions that depend on the folder that its file stands in. */
    PythonModule byFolder(Function<Path, Map<String, TaskFunction>> functions) {
        this.ofFolder = functions;
        return this;
    }

    String file() {
        return file;
    }

    Set<String> hashes() {
        return new TreeSet<>(hashes);
    }

    /**
     * Returns the functions by name.
     *
     * @param folder that the file stands in
     */
    Map<String, TaskFunction> functions(Path folder) {
        return ofFolder == null ? functions : ofFolder.apply(folder);
    }

    Map<String, String> siblings() {
        return siblings;
    }
}
