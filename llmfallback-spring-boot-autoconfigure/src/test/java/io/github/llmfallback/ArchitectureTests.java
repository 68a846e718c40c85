package io.github.llmfallback;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.github.llmfallback.provider.ChatModelFactory;
import org.jspecify.annotations.NullMarked;

import org.springframework.boot.autoconfigure.AutoConfiguration;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The shape of the code: which package knows which, and habits worth keeping.
 */
@AnalyzeClasses(packages = "io.github.llmfallback", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	private static final String ROOT = "io.github.llmfallback";

	/**
	 * Whom each package may know. {@code autoconfigure} knows all of them.
	 */
	private static final Map<String, Set<String>> ARROWS = Map.ofEntries(Map.entry("failure", Set.of()),
			Map.entry("concurrent", Set.of()), Map.entry("listener", Set.of()), Map.entry("health", Set.of("failure")),
			Map.entry("limit", Set.of("concurrent")), Map.entry("pricing", Set.of()),
			Map.entry("budget", Set.of("pricing", "concurrent", "listener")),
			Map.entry("budget.jdbc", Set.of("budget", "pricing")),
			Map.entry("budget.redis", Set.of("budget", "pricing")), Map.entry("provider", Set.of("pricing", "failure")),
			Map.entry("provider.simulated", Set.of("failure")), Map.entry("routing", Set.of("provider", "pricing")),
			Map.entry("admission", Set.of("health", "limit", "budget", "provider", "failure", "pricing", "listener")),
			Map.entry("attempt",
					Set.of("admission", "budget", "routing", "provider", "failure", "pricing", "listener")),
			Map.entry("cache", Set.of("attempt", "provider", "pricing")),
			Map.entry("observation",
					Set.of("attempt", "admission", "provider", "failure", "pricing", "health", "budget", "routing",
							"listener")),
			Map.entry("",
					Set.of("attempt", "admission", "routing", "provider", "failure", "pricing", "observation", "health",
							"limit", "budget", "cache")),
			Map.entry("actuate",
					Set.of("", "observation", "attempt", "provider", "failure", "pricing", "health", "budget")));

	@ArchTest
	static final ArchRule packagesFormNoCycles = slices().matching(ROOT + ".(**)").should().beFreeOfCycles();

	@ArchTest
	static void packagesKnowOnlyThoseBelowThem(JavaClasses classes) {
		Set<String> unexpected = new TreeSet<>();
		for (JavaClass type : classes) {
			String from = packageOf(type);
			if (from.equals("autoconfigure")) {
				continue;
			}
			assertThat(ARROWS).as("package of " + type.getName()).containsKey(from);
			type.getDirectDependenciesFromSelf()
				.stream()
				.filter((dependency) -> dependency.getTargetClass().getPackageName().startsWith(ROOT))
				.map((dependency) -> packageOf(dependency.getTargetClass()))
				.filter((to) -> !to.equals(from) && !ARROWS.get(from).contains(to))
				.forEach((to) -> unexpected.add(type.getSimpleName() + ": " + from + " -> " + to));
		}
		assertThat(unexpected).isEmpty();
	}

	@ArchTest
	static final ArchRule nobodyKnowsTheOutside = noClasses().that()
		.resideOutsideOfPackages(ROOT + ".actuate", ROOT + ".autoconfigure")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage(ROOT + ".actuate..", ROOT + ".autoconfigure..");

	@ArchTest
	static final ArchRule onlyTheOutsideKnowsSpringBoot = noClasses().that()
		.resideOutsideOfPackages(ROOT + ".actuate", ROOT + ".autoconfigure")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("org.springframework.boot..");

	@ArchTest
	static final ArchRule autoConfigurationsAreFinal = classes().that()
		.areAnnotatedWith(AutoConfiguration.class)
		.should()
		.haveModifier(FINAL)
		.andShould()
		.haveSimpleNameEndingWith("AutoConfiguration");

	/**
	 * Spring reflects on beans, which loads every type that their methods mention.
	 */
	@ArchTest
	static final ArchRule vendorsAreNotLoadedBeforeTheFirstCall = noClasses().that()
		.areAssignableTo(ChatModelFactory.class)
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("com.openai..", "com.anthropic..", "com.google..", "okhttp3..", "reactor..",
				"org.springframework.ai.openai..", "org.springframework.ai.anthropic..",
				"org.springframework.ai.google..", "org.springframework.ai.ollama..", "org.springframework.web..");

	@ArchTest
	static final ArchRule namesSaySomething = noClasses().should()
		.haveNameMatching(".*(Util|Utils|Helper|Helpers|Manager|Common|Misc)(\\$.*)?");

	@ArchTest
	static final ArchRule caseIsChangedInANamedLocale = noClasses().should()
		.accessTargetWhere(noArguments(String.class, "toLowerCase").or(noArguments(String.class, "toUpperCase")));

	@ArchTest
	static final ArchRule onlyTheRootLocaleIsUsed = noClasses().should()
		.accessTargetWhere(describe("something of Locale other than ROOT",
				(access) -> access.getTargetOwner().isEquivalentTo(Locale.class) && !access.getName().equals("ROOT")));

	@ArchTest
	static final ArchRule timeIsInjected = noClasses().should()
		.accessTargetWhere(noArguments(Instant.class, "now").or(noArguments(System.class, "currentTimeMillis")));

	@ArchTest
	static void everyPackageIsNullMarkedAndSaysWhatItIs(JavaClasses classes) {
		Set<String> bare = new TreeSet<>();
		for (JavaClass type : classes) {
			JavaPackage declared = type.getPackage();
			if (declared.tryGetPackageInfo().isEmpty() || !declared.isAnnotatedWith(NullMarked.class)) {
				bare.add(declared.getName());
			}
		}
		assertThat(bare).isEmpty();
	}

	private static DescribedPredicate<JavaAccess<?>> noArguments(Class<?> owner, String method) {
		return describe(owner.getSimpleName() + "." + method + "()",
				(access) -> access.getTargetOwner().isEquivalentTo(owner) && access.getName().equals(method)
						&& access.getTarget() instanceof CodeUnitAccessTarget target
						&& target.getRawParameterTypes().isEmpty());
	}

	private static String packageOf(JavaClass type) {
		String name = type.getPackageName();
		return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
	}

}
