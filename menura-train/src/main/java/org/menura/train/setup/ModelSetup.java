package org.menura.train.setup;

import java.util.List;
import java.util.Optional;
import org.menura.tensor.grad.GradBackend;
import org.menura.train.schema.DataSource;
import org.menura.train.schema.Options;

/**
 * The settings of the model that a run trains.
 *
 * @param objective the recipe's section of that name
 * @param data all sources, of which labels may be taken
 * @param adapter the recipe's section of that name
 * @param adapters number of adapters
 * @param frozen patterns of parameters that stay as they are
 * @param seed of the run
 * @param ops the backend of the model
 */
public record ModelSetup(
        ModelFiles files,
        Options objective,
        List<DataSource> data,
        Optional<Options> adapter,
        int adapters,
        List<String> frozen,
        long seed,
        GradBackend ops) {}
