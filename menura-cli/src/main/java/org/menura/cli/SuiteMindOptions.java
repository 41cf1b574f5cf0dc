package org.menura.cli;

import java.io.IOException;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.world.suite.SuiteAgent;
import picocli.CommandLine.Mixin;

/** Which mind an agent of a suite has, and how it answers. */
final class SuiteMindOptions {
    @Mixin
    private ThreadOptions threads = new ThreadOptions();

    /** Returns the engine that computes, for reports. */
    String engine() {
        return threads.backend(true).engine();
    }

    /** Returns what a model is besides its name. */
    String stamp(String model) {
        return model;
    }

    SuiteAgent open(String model, Console console) throws IOException {
        throw console.wrong("no mind " + model);
    }
}
