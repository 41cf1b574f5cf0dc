package org.menura.eval.task.yaml;

import java.nio.file.Path;

/**
 * A Python function that a task file names with the tag {@code !function}.
 *
 * @param name {@code module.function}
 * @param folder the folder of the task file, in which the module lies
 */
public record FunctionReference(String name, Path folder) {
    /** Returns the module: what stands before the last point; empty where there is none. */
    public String module() {
        return name.substring(0, Math.max(0, name.lastIndexOf('.')));
    }

    /** Returns the name of the function in its module. */
    public String function() {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** Returns the module's file. */
    public Path file() {
        return folder.resolve(module().replace('.', '/') + ".py").normalize();
    }

    @Override
    public String toString() {
        return name;
    }
}
