package org.menura.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Compiles the small programs in {@code bench/peers}, which time engines written in Java, against those engines. */
final class Drivers {
    private final Path sources;
    private final Path out;
    private final Path javac;

    /**
     * A compiler.
     *
     * @param sources {@code bench/peers}
     * @param out folder for classes
     */
    Drivers(Path sources, Path out) {
        this.sources = sources;
        this.out = out;
        this.javac = Path.of(System.getProperty("java.home"), "bin", "javac");
    }

    /** The class path with which Jlama's driver runs. */
    String jlama(String jlama) throws IOException, InterruptedException, Processes.FailedException {
        return compile("jlama", jlama, sources.resolve("JlamaBench.java"))
                + System.getProperty("path.separator")
                + jlama;
    }

    /** The class path with which the driver of llama3.java runs, which is compiled beside that one file. */
    String llama3(Path source) throws IOException, InterruptedException, Processes.FailedException {
        return compile("llama3", "", source, sources.resolve("Llama3Bench.java"));
    }

    private String compile(String name, String classPath, Path... files)
            throws IOException, InterruptedException, Processes.FailedException {
        Path classes = Files.createDirectories(out.resolve(name));
        List<String> command = new ArrayList<>(List.of(
                javac.toString(),
                "-nowarn",
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                classPath,
                "-d",
                classes.toString()));
        for (Path file : files) {
            command.add(file.toString());
        }
        Processes.run(Job.of(command));
        return classes.toString();
    }
}
