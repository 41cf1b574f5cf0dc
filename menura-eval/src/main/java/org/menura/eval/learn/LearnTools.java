package org.menura.eval.learn;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.eval.model.EvalModel;
import org.menura.eval.model.LocalModel;
import org.menura.eval.task.TaskLibrary;
import org.menura.eval.task.TaskSelection;
import org.menura.generate.LoadOptions;
import org.menura.generate.Menura;
import org.menura.train.run.RunSettings;

/** What gated learning computes with. */
public interface LearnTools {
    /** Opens the model to measure it, with an adapter if one is given. */
    EvalModel open(Path model, @Nullable Path adapter);

    /** Finds evaluation tasks. */
    TaskSelection tasks(List<String> names);

    /** Returns the settings of training runs. */
    RunSettings run();

    /**
     * Returns the usual tools.
     *
     * @param load how models are loaded; an exact backend makes figures the same on any number of threads
     * @param library tasks that can be named
     */
    static LearnTools of(LoadOptions load, TaskLibrary library, RunSettings settings) {
        return new LearnTools() {
            @Override
            public EvalModel open(Path model, @Nullable Path adapter) {
                LoadOptions with = adapter == null ? load : load.withAdapter("learned", adapter);
                return LocalModel.of(model.toString(), Menura.load(model, with), LocalModel.Options.defaults());
            }

            @Override
            public TaskSelection tasks(List<String> names) {
                return library.load(names);
            }

            @Override
            public RunSettings run() {
                return settings;
            }
        };
    }
}
