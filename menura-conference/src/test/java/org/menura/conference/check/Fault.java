package org.menura.conference.check;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/** A way to break the outputs in a folder. */
interface Fault {
    void plant(Path out) throws IOException, SQLException;
}
