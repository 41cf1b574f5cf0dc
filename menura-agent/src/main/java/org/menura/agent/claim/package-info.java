/** Claims with evidence: verifiers, calibration, and the gate that keeps what is false from other agents. */
@NullMarked
package org.menura.agent.claim;

import org.jspecify.annotations.NullMarked;
