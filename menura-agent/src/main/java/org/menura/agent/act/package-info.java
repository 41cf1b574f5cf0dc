/** Tools that agents act with: their effects, policies, approvals. */
@NullMarked
package org.menura.agent.act;

import org.jspecify.annotations.NullMarked;
