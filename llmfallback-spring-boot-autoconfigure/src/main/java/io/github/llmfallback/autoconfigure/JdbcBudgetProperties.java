package io.github.llmfallback.autoconfigure;

/**
 * Properties of spending that is kept in a database.
 */
public class JdbcBudgetProperties {

	/**
	 * Whether the tables are created at the start unless they exist: in a database that
	 * lives inside the application and only in memory (embedded), in any, or never.
	 */
	private SchemaInitialization initializeSchema = SchemaInitialization.EMBEDDED;

	public SchemaInitialization getInitializeSchema() {
		return this.initializeSchema;
	}

	public void setInitializeSchema(SchemaInitialization initializeSchema) {
		this.initializeSchema = initializeSchema;
	}

	/**
	 * When tables are created. Those of Spring Boot's own, which not every application
	 * has on its class path.
	 */
	public enum SchemaInitialization {

		/** In every database. */
		ALWAYS,

		/** In databases that live in the memory of the application. */
		EMBEDDED,

		/** Never. */
		NEVER

	}

}
