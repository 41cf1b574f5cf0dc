package org.menura.verify.training;

import java.nio.file.Path;
import java.util.List;
import org.menura.format.Checkpoint;
import org.menura.model.Config;
import org.menura.model.encoder.hibehrt.RecordBatch;
import org.menura.model.load.ModelSource;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;
import org.menura.train.objective.Byol;
import org.menura.verify.Check;
import org.menura.verify.HiBehrtCase;

/** The recorded loss of Hi-BEHRT's pre-training. */
final class ByolCase {
    static final String LOSS = "byol.loss_a";

    private ByolCase() {}

    static List<Check> run(Path folder, Checkpoint golden, Backend ops) {
        Config config = ModelSource.open(folder).fields();
        RecordBatch records = HiBehrtCase.records(golden);
        Tensor keep = HiBehrtCase.keep(golden);
        Tensor prediction = HiBehrtCase.network(config, HiBehrtCase.networkParameters(folder, "online"), ops)
                .views(records, keep)
                .prediction();
        Tensor projection = HiBehrtCase.network(config, HiBehrtCase.networkParameters(folder, "target"), ops)
                .views(records, null)
                .projection();
        double[] weights = Byol.hidden(keep.toFloats(), records.segments().count());
        float[] loss = {(float) Byol.of(prediction, projection, weights).loss()};
        return List.of(Check.values(LOSS, loss, golden.tensor(LOSS).toFloats(), TrainingCase.LOSS, 1));
    }
}
